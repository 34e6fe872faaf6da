/** What a price may be read with. */
export interface PriceHint {
  /** Of the shop, ISO 4217: of prices that name none, and among those that `$` or `kr` may mean. */
  readonly currency?: string | undefined;
  /** BCP 47: whose `$` and whose `kr`. */
  readonly locale?: string | undefined;
}

/**
 * How shops write currencies, in small letters and without a dot behind. Where a sign may mean several the hint says which: its
 * currency, else the one of its region, which is what a code's first two letters are. The signs: Unicode CLDR 48.
 */
const SIGNS: Readonly<Record<string, string>> = {
  'USD CAD AUD NZD SGD HKD TWD MXN CLP COP ARS UYU JMD TTD BBD BSD BZD FJD NAD': '$',
  USD: 'us$ $us u$s',
  CAD: 'ca$ c$',
  AUD: 'a$ au$',
  NZD: 'nz$',
  HKD: 'hk$',
  SGD: 's$',
  TWD: 'nt$',
  MXN: 'mx$',
  BRL: 'r$',
  EUR: '€ euro',
  GBP: '£',
  'JPY CNY': '¥ ￥',
  CNY: 'cn¥ 元',
  JPY: 'jp¥ 円',
  INR: '₹',
  'INR PKR LKR NPR MUR': 'rs ₨',
  'SEK NOK DKK ISK': 'kr',
  SEK: ':-',
  CHF: 'fr sfr',
  PLN: 'zł',
  CZK: 'kč',
  HUF: 'ft',
  'RON MDL': 'lei',
  BGN: 'лв',
  RUB: '₽ руб р',
  UAH: '₴ грн',
  TRY: '₺ tl',
  ILS: '₪',
  KRW: '₩ 원',
  VND: '₫ đ vnđ',
  THB: '฿',
  IDR: 'rp',
  MYR: 'rm',
  PHP: '₱',
  ZAR: 'r',
  NGN: '₦',
  KES: 'ksh',
  GHS: 'gh₵',
  PEN: 's/',
  CRC: '₡',
  PYG: '₲',
  KZT: '₸',
  GEL: '₾',
  AZN: '₼',
  AMD: '֏',
  BDT: '৳',
  RSD: 'din',
  'SAR IRR': '﷼',
  SAR: 'ر.س',
  AED: 'د.إ dhs',
  'XOF XAF': 'cfa',
  EGP: 'e£ ج.م',
  KWD: 'د.ك',
  MAD: 'د.م',
};
const MAX_SIGN = 5;
/** Three decimals: in these 1.250 is one and a quarter. */
const THOUSANDTHS = /^(BHD|IQD|JOD|KWD|LYD|OMR|TND)$/;

let codes: ReadonlySet<string> | undefined;
let bySign: ReadonlyMap<string, string> | undefined;

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
  bySign ??= new Map(
    Object.entries(SIGNS).flatMap(([meanings, signs]) => signs.split(' ').map((one) => [one, meanings] as const)),
  );
  const meanings = bySign.get(sign.toLowerCase().replace(/\.$/, ''))?.split(' ');
  if (!meanings?.[1]) return meanings?.[0];
  if (hint.currency && meanings.includes(hint.currency)) return hint.currency;
  const region = regionOf(hint.locale);
  return meanings.find((meaning) => region && meaning.startsWith(region)) ?? null;
}

function isWithinWord(first: string | undefined, second: string | undefined): boolean {
  return /\p{L}/u.test(first ?? '') && /\p{L}/u.test(second ?? '');
}

function regionOf(locale: string | undefined): string | undefined {
  try {
    const said = locale && new Intl.Locale(locale.replaceAll('_', '-'));
    // English alone is spoken wherever there are dollars
    return said ? (said.region ?? (said.language === 'en' ? undefined : said.maximize().region)) : undefined;
  } catch {
    return undefined;
  }
}
