import type { Texts } from './texts/en.ts';

type Plain = { [K in keyof Texts]: Texts[K] extends string ? K : never }[keyof Texts];
type Counted = Exclude<keyof Texts, Plain>;

/** What the panel says, in one language, with its numbers and dates. */
export interface Words {
  /** For the `lang` attribute of what is written in these words. */
  readonly lang: string;
  say(text: Plain, values?: Readonly<Record<string, string>>): string;
  /** A text with the form that the number takes. */
  count(text: Counted, n: number, values?: Readonly<Record<string, string>>): string;
  number(n: number): string;
  percent(share: number): string;
  date(at: number): string;
  dateTime(at: number): string;
}

/** `texts` with the numbers and dates of `lang`, a BCP 47 tag in the same language. */
export function createWords(lang: string, texts: Texts): Words {
  const primary = primaryOf(lang);
  const given = lang.trim().replaceAll('_', '-');
  const locale = isLocale(given) ? given : primary;
  const plural = new Intl.PluralRules(locale);
  const number = (n: number): string => n.toLocaleString(locale);
  const dateWith = (options: Intl.DateTimeFormatOptions) => (at: number) =>
    new Intl.DateTimeFormat(locale, options).format(at);
  return {
    lang: primary,
    say: (text, values = {}) => fill(texts[text], values),
    count(text, n, values = {}) {
      const forms: Readonly<Record<string, string>> = texts[text];
      return fill(forms[plural.select(n)] ?? texts[text].other, { ...values, n: number(n) });
    },
    number,
    percent: (share) => share.toLocaleString(locale, { style: 'percent' }),
    date: dateWith({ dateStyle: 'long' }),
    dateTime: dateWith({ dateStyle: 'long', timeStyle: 'short' }),
  };
}

/** The language itself: `de` of `de-AT`, and of the `de_AT` that many pages write. */
export function primaryOf(lang: string): string {
  return lang.trim().toLowerCase().split(/[-_]/)[0] ?? '';
}

function isLocale(lang: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(lang).length > 0;
  } catch {
    return false;
  }
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
