/** What a price may be read with. */
export interface PriceHint {
  /** Of the shop, ISO 4217: of prices that name none, and among those that `$` or `kr` may mean. */
  readonly currency?: string | undefined;
  /** BCP 47: whose `$` and whose `kr`. */
  readonly locale?: string | undefined;
}

/**
 * How shops write currencies, in lower case. Where a sign may mean several the hint says which: its currency, else the one
 * of its region, which is what a code's first two letters are. The signs and their lands: Unicode CLDR 48.
 */
const SIGNS: Readonly<Record<string, string>> = {
  $: 'USD CAD AUD NZD SGD HKD TWD MXN CLP COP ARS UYU JMD TTD BBD BSD BZD FJD NAD',
  us$: 'USD',
  $us: 'USD',
  u$s: 'USD',
  ca$: 'CAD',
  c$: 'CAD',
  a$: 'AUD',
  au$: 'AUD',
  nz$: 'NZD',
  hk$: 'HKD',
  s$: 'SGD',
  nt$: 'TWD',
  mx$: 'MXN',
  r$: 'BRL',
  '€': 'EUR',
  euro: 'EUR',
  '£': 'GBP',
  '¥': 'JPY CNY',
  '￥': 'JPY CNY',
  'cn¥': 'CNY',
  'jp¥': 'JPY',
  円: 'JPY',
  元: 'CNY',
  '₹': 'INR',
  rs: 'INR PKR LKR NPR MUR',
  'rs.': 'INR PKR LKR NPR MUR',
  '₨': 'INR PKR LKR NPR MUR',
  kr: 'SEK NOK DKK ISK',
  'kr.': 'DKK SEK NOK ISK',
  ':-': 'SEK',
  'fr.': 'CHF',
  sfr: 'CHF',
  zł: 'PLN',
  kč: 'CZK',
  ft: 'HUF',
  lei: 'RON MDL',
  лв: 'BGN',
  'лв.': 'BGN',
  '₽': 'RUB',
  руб: 'RUB',
  'руб.': 'RUB',
  'р.': 'RUB',
  '₴': 'UAH',
  грн: 'UAH',
  'грн.': 'UAH',
  '₺': 'TRY',
  tl: 'TRY',
  '₪': 'ILS',
  '₩': 'KRW',
  원: 'KRW',
  '₫': 'VND',
  đ: 'VND',
  vnđ: 'VND',
  '฿': 'THB',
  rp: 'IDR',
  'rp.': 'IDR',
  rm: 'MYR',
  '₱': 'PHP',
  r: 'ZAR',
  '₦': 'NGN',
  ksh: 'KES',
  'gh₵': 'GHS',
  's/': 'PEN',
  's/.': 'PEN',
  '₡': 'CRC',
  '₲': 'PYG',
  '₸': 'KZT',
  '₾': 'GEL',
  '₼': 'AZN',
  '֏': 'AMD',
  '৳': 'BDT',
  din: 'RSD',
  'din.': 'RSD',
  '﷼': 'SAR IRR',
  'ر.س.': 'SAR',
  'ر.س': 'SAR',
  'د.إ.': 'AED',
  'د.إ': 'AED',
  dhs: 'AED',
  cfa: 'XOF XAF',
  'e£': 'EGP',
  'ج.م.': 'EGP',
  'ج.م': 'EGP',
  'د.ك.': 'KWD',
  'د.ك': 'KWD',
  'د.م.': 'MAD',
};
const MAX_SIGN = 5;
/** Three decimals: in these 1.250 is one and a quarter. */
const THOUSANDTHS = /^(BHD|IQD|JOD|KWD|LYD|OMR|TND)$/;

let codes: ReadonlySet<string> | undefined;

/** The ISO 4217 code that `text` is, in any case; undefined where it is none. */
export function toCurrency(text: unknown): string | undefined {
  if (typeof text !== 'string' || !/^\s*[a-z]{3}\s*$/i.test(text)) return undefined;
  const code = text.trim().toUpperCase();
  codes ??= new Set(Intl.supportedValuesOf('currency'));
  return codes.has(code) ? code : undefined;
}

export function hasThousandths(currency: string | undefined): boolean {
  return THOUSANDTHS.test(currency ?? '');
}

/**
 * The currency that stands at the end of what comes before a number: its code; null for a sign that may mean several;
 * undefined where there is none. Looks at no more than a few characters.
 */
export function currencyBefore(before: string, hint: PriceHint): string | null | undefined {
  const text = before.slice(-MAX_SIGN - 2).trimEnd();
  const isWhole = (length: number): boolean => !isWithinWord(text.at(-length - 1), text.at(-length));
  return longest(text.length, (length) => (isWhole(length) ? meaningOf(text.slice(-length), hint) : undefined));
}

/** The same for what begins the text after a number: `5,- kr`. */
export function currencyAfter(after: string, hint: PriceHint): string | null | undefined {
  const text = after
    .slice(0, 2 * MAX_SIGN)
    .replace(/^[.,][-–—]+/, '')
    .trimStart();
  const isWhole = (length: number): boolean => !isWithinWord(text[length - 1], text[length]);
  return longest(text.length, (length) => (isWhole(length) ? meaningOf(text.slice(0, length), hint) : undefined));
}

function longest<T>(most: number, find: (length: number) => T): T | undefined {
  for (let length = Math.min(MAX_SIGN, most); length > 0; length--) {
    const found = find(length);
    if (found !== undefined) return found;
  }
  return undefined;
}

function meaningOf(sign: string, hint: PriceHint): string | null | undefined {
  // a code in small letters may be a word: "3 for 10 all in"
  const code = /^[A-Z]{3}$|^(eur|usd|gbp|chf|pln|sek|nok|dkk|czk|inr|aud|cad)$/.test(sign) && toCurrency(sign);
  if (code) return code;
  const key = sign.toLowerCase();
  if (!Object.hasOwn(SIGNS, key)) return undefined;
  const meanings = SIGNS[key]!.split(' ');
  if (!meanings[1]) return meanings[0];
  if (hint.currency && meanings.includes(hint.currency)) return hint.currency;
  const region = regionOf(hint.locale);
  return meanings.find((meaning) => region && meaning.startsWith(region)) ?? null;
}

function isWithinWord(first: string | undefined, second: string | undefined): boolean {
  return /\p{L}/u.test(first ?? '') && /\p{L}/u.test(second ?? '');
}

function regionOf(locale: string | undefined): string | undefined {
  try {
    return locale && new Intl.Locale(locale.replaceAll('_', '-')).maximize().region;
  } catch {
    return undefined;
  }
}
