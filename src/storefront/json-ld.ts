import type { PriceHint } from './currencies.ts';
import { parseMended } from './mend-json.ts';
import { productsOf, type Described } from './schema-org.ts';

/** Of one block; the longest that shops send are groups with hundreds of variants. */
const MAX_TEXT = 1_000_000;
const MAX_BLOCKS = 64;

/** What was read last, and from what: scripts of a page come late and change. */
let last: { readonly key: string; readonly described: Described } | undefined;

/** What JSON-LD in the document says of products. A broken block costs itself only; nothing is parsed twice. */
export function readJsonLd(hint: PriceHint = {}): Described {
  const texts = [...document.querySelectorAll('script[type*="ld+json" i]')]
    .slice(0, MAX_BLOCKS)
    .map(({ textContent }) => textContent ?? '')
    .filter(({ length }) => length <= MAX_TEXT);
  // relative URLs in it are read from where the page is
  const key = [document.baseURI, hint.currency, hint.locale, ...texts].join('\n');
  if (last?.key !== key) last = { key, described: productsOf(texts.flatMap(parseMended), hint) };
  return last.described;
}
