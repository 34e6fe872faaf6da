import { MAX_AMOUNT } from '../../contract/limits.ts';
import { currencyAfter, currencyBefore, hasThousandths, type PriceHint } from './currencies.ts';

export interface Price {
  /** 0 to 1e9, in the currency's main unit. */
  readonly price: number;
  /** ISO 4217. */
  readonly currency?: string;
}

/** What is longer is no price. */
const MAX_TEXT = 400;
/** Nothing is reduced below that part of what it cost: what is less is another amount, a deposit or an instalment. */
const LEAST_SHARE = 0.1;
/** Characters around a number that say what it is. */
const AROUND = 32;

/** Digits with what parts them: dots, commas, apostrophes; spaces only between threes. Linear: every character has one way in. */
const NUMBER = /(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)|\d+)(?:[.,'’´·٫٬]\d+)*/g;
const SPACE = /[ \u00a0\u2009\u202f]/g;
const FREE =
  /^(free|gratis|kostenlos|gratuit|gratuito|grátis|za darmo|zdarma|gratuita|ücretsiz|бесплатно|無料|免费|무료)!?$/i;
/** What stands before an amount that is not the price: what is saved, for delivery, in advance, or to be reached. */
const ASIDE_BEFORE =
  /(?<!\p{L})(save|savings?|spare|sparen|économisez|ahorra|risparmi|shipping|versand|delivery|livraison|deposit|over|coupon|cashback)\P{Nd}{0,12}$/iu;
const ASIDE_AFTER = /^\D{0,5}?\s?(off\b|saved|shipping|delivery|discount|rabatt)/i;
/** Counts only where nothing else does: a price for a measure, an instalment, what one of several costs. */
const PART_AFTER = /^\D{0,5}?\s?(\/|per\s|pro\s|je\s|par\s|al\s|month)/i;
const PART_BEFORE = /(?:\d\s?[x×]|payments of|[([]\D{0,10}|[=≙])\s?\D{0,5}$/i;

/** "No. 4101" */
const NUMBERED = /(?:(?<!\p{L})(?:no|nr|art|sku|ref|item|model|code)\.?|[#№º°]):?\s?$/iu;
/** Signs that stand before their number, where one follows. */
const LEADING = /^\s*(?:\p{L}{0,3}[$£¥₹₩₱฿₦]|[A-Z]{3}|Rs\.?|R[Mp])\s?\d/u;

interface Amount extends Price {
  readonly isMarked: boolean;
  readonly isPart: boolean;
  readonly isExact: boolean;
}

/**
 * The price that `text` names, in whatever form: digits of any script, any separators, the currency before or after. Of an
 * old price and the current one the lower, of a range its lower end; what is saved, percentages and instalments are left out.
 * One dot or comma before exactly three digits parts thousands, unless the currency has three decimals. A number is taken as
 * it is. With `needsSign` only amounts beside a currency count, for texts that hold other numbers. Undefined where there is no
 * price. Takes time linear in the text, of which it reads 400 characters.
 */
export function parsePrice(text: unknown, hint: PriceHint = {}, needsSign = false): Price | undefined {
  if (typeof text === 'number') return withCurrency(text, hint.currency);
  if (typeof text !== 'string') return undefined;
  const plain = normalise(text.slice(0, MAX_TEXT));
  if (FREE.test(plain)) return withCurrency(0, hint.currency);
  const amounts = amountsIn(plain, hint).filter(({ isMarked }) => isMarked || !needsSign);
  // what bears a currency is a price; else what has decimals
  const marked = preferred(amounts, ({ isMarked }) => isMarked);
  const exact = preferred(marked, ({ isMarked, isExact }) => isMarked || isExact);
  const [first, second] = preferred(exact, ({ isPart }) => !isPart);
  const isSecond = first && second && second.price < first.price && second.price >= first.price * LEAST_SHARE;
  const found = isSecond ? second : first;
  return found && withCurrency(found.price, found.currency);
}

/** What a program has written: with one dot a plain decimal, in which no dot parts thousands; else as `parsePrice`. */
export function parseAmount(value: unknown, hint: PriceHint = {}): Price | undefined {
  const isPlain = typeof value === 'string' && /^\s*\d{1,16}(\.\d{1,16})?\s*$/.test(value);
  return parsePrice(isPlain ? Number(value) : value, hint);
}

function amountsIn(text: string, hint: PriceHint): Amount[] {
  const found: Amount[] = [];
  let from = 0;
  let isTold = false;
  for (const { index, 0: digits } of text.matchAll(NUMBER)) {
    const end = index + digits.length;
    const before = text.slice(from, index);
    const after = text.slice(end, end + AROUND);
    const wide = text.slice(Math.max(0, index - AROUND), index);
    // "25€ 3 pieces", "Kindle 11 £99": a sign belongs to one number
    const head: string | null | undefined = isTold ? undefined : currencyBefore(before, hint);
    const tail: string | null | undefined = isOfNext(after, text) ? undefined : currencyAfter(after, hint);
    isTold = head === undefined && tail !== undefined;
    const isOfFormer = from > 0 && /^\s?[%٪％]/.test(before);
    from = end;
    const mark = head ?? tail ?? (head === null || tail === null ? null : undefined);
    const isOther =
      NUMBERED.test(before) || (mark === undefined && (/[\p{L}_#@]-?$/u.test(before) || /^[\p{L}_]/u.test(after)));
    const isTaken = /(^|[\s(])[-−]\s?[^\d\s]{0,3}\s?$/.test(before) && !/\s[-−]\s/.test(before);
    const isPercent = /^\s?[%٪％]/.test(after) || (/[%٪％]\s?$/.test(before) && !isOfFormer);
    if (isOther || isTaken || isPercent || ASIDE_BEFORE.test(wide) || ASIDE_AFTER.test(after)) continue;
    const price = toAmount(digits, mark ?? hint.currency);
    const currency = mark === undefined ? hint.currency : mark;
    if (price === undefined) continue;
    found.push({
      price,
      ...(currency && { currency }),
      isMarked: mark !== undefined,
      isPart: PART_AFTER.test(after) || PART_BEFORE.test(wide),
      isExact: /\D\d\d$/.test(digits),
    });
  }
  return found;
}

/** Whether the sign after a number is that of the next: "Kindle 11 £99", "4101 US$ 99", not "25 $ 20 $". */
function isOfNext(after: string, text: string): boolean {
  const isTrailing = /(?:\p{Sc}|[A-Z]{3})$/u.test(text);
  return /^\s+[^\d\s]{1,4}\d|^ *\n\s*[^\d\s]{1,5}\s?\d/.test(after) || (!isTrailing && LEADING.test(after));
}

/** The number that `digits` with separators are; undefined where it is none that a price is written in, such as a date. */
function toAmount(given: string, currency: string | undefined): number | undefined {
  const digits = given.replaceAll(SPACE, '');
  const [whole = '', ...parts] = digits.split(/\D/);
  const signs = digits.replaceAll(/\d/g, '');
  const sign = signs.at(-1);
  const last = parts.at(-1) ?? '';
  const isThousand = last.length === 3 && whole.length < 4 && !whole.startsWith('0') && sign !== '٫';
  const isDecimal = /^(.)\1*$/.test(signs)
    ? signs.length === 1 && (!isThousand || (sign === '.' && hasThousandths(currency)))
    : signs.indexOf(sign!) === signs.length - 1;
  const groups = isDecimal ? parts.slice(0, -1) : parts;
  // 1,23,456 is how India writes it
  const isGrouped = groups.every(({ length }, at) => length === 3 || (length === 2 && at < groups.length - 1));
  if (!isGrouped || (groups.length > 0 && whole.length > 3)) return undefined;
  const amount = Number(`${whole}${groups.join('')}${isDecimal ? `.${last}` : ''}`);
  return amount <= MAX_AMOUNT ? amount : undefined;
}

function withCurrency(price: number, currency: string | undefined): Price | undefined {
  if (!(price >= 0 && price <= MAX_AMOUNT)) return undefined;
  // a page may say -0
  return { price: price || 0, ...(currency && /^[A-Z]{3}$/.test(currency) && { currency }) };
}

/** Those that fit, or all where none does. */
function preferred<T>(list: readonly T[], fits: (entry: T) => boolean): readonly T[] {
  const fitting = list.filter(fits);
  return fitting.length > 0 ? fitting : list;
}

/** Digits of every script as 0 to 9, without the marks that turn the direction of writing; `9€99` as `9,99€`. */
function normalise(text: string): string {
  return text
    .replaceAll(/[\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replaceAll(/[^\P{Nd}\d]/gu, toDigit)
    .replaceAll('，', ',')
    .replaceAll('．', '.')
    .replaceAll(/(\d)\s?([€$£])(\d\d)(?!\d|[.,]\d)/g, '$1,$3$2')
    .trim();
}

/** Unicode's decimal digits stand in tens, and most tens begin where the address ends in 0 or 6. */
function toDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  const start = code & ~15;
  return `${(code - start + (/\p{Nd}/u.test(String.fromCodePoint(start)) ? 0 : 4)) % 10}`;
}
