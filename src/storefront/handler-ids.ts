import { toIds, type Ids } from './ids.ts';
import { idsOfUrl } from './url-ids.ts';

const MAX_TEXT = 4_000;
const KEYED =
  /["']?\b(?:item_?id|product_?id|sku|variant_?id|variation_?id|article_?id|pid|id)["']?\s*[:=]\s*(?:"([^"]{1,128})"|'([^']{1,128})'|(\d{1,20}))/gi;
/** Text in quotes, or a number that is an argument. */
const LITERALS = /"([^"\\]{1,512})"|'([^'\\]{1,512})'|(?<=[(,]\s{0,2})(\d{1,20})(?=\s{0,2}[,)])/g;

/**
 * Ids that stand in an inline handler (`onclick="open('/p/12')"`), which is read as text and never run: what a key names as
 * an id, where it leads to, and its other arguments in their order.
 */
export function idsOfHandler(handler: string): Ids {
  const text = handler.slice(0, MAX_TEXT).replaceAll(/&quot;|\\["']/g, '"');
  const literals = valuesOf(text, LITERALS);
  const urls = literals.filter((literal) => /^(https?:\/\/|\.{0,2}\/|\?)\S|\.(html?|php)\b/i.test(literal));
  const linked = urls.map((url) => idsOfUrl(url));
  const others = literals.filter((literal) => !urls.includes(literal) && !/[\s#.][a-z]+$/i.test(literal));
  return {
    said: [],
    linked: [],
    weak: toIds([
      ...valuesOf(text, KEYED),
      ...linked.flatMap(({ linked, weak }) => [...linked, ...weak]),
      // a count, behind an id
      ...others.filter((other, at) => at === 0 || other.length > 1),
    ]),
  };
}

function valuesOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, ...groups]) => groups.find((group) => group !== undefined) ?? '');
}
