import type { PriceHint } from './currencies.ts';
import { parseMended } from './mend-json.ts';
import { productsOf, type Described } from './schema-org.ts';

/** Of one block; the longest that shops send are groups with hundreds of variants. */
const MAX_TEXT = 1_000_000;
const MAX_BLOCKS = 64;

/** What was read last, and from what: scripts of a page come late and change. */
let last: { readonly texts: readonly string[]; readonly described: Described } | undefined;

/** What JSON-LD in the document says of products. A broken block costs itself only; nothing is parsed twice. */
export function readJsonLd(hint: PriceHint = {}): Described {
  const blocks = [...document.scripts]
    .filter(({ type }) => /ld\+json/i.test(type))
    .slice(0, MAX_BLOCKS)
    .map(({ textContent }) => textContent ?? '')
    .filter(({ length }) => length <= MAX_TEXT);
  const texts = [`${hint.currency} ${hint.locale}`, ...blocks];
  const isSame = last?.texts.length === texts.length && texts.every((text, at) => text === last?.texts[at]);
  if (!last || !isSame) last = { texts, described: productsOf(blocks.flatMap(parseMended), hint) };
  return last.described;
}
