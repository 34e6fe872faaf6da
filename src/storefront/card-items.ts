import type { ItemRef } from '../../contract/events.ts';
import type { Site } from '../../contract/site.ts';
import { hintOf, priceOf } from './element-prices.ts';
import { toItem } from './ids.ts';
import { idsOfCards } from './item-ids.ts';
import { readJsonLd } from './json-ld.ts';
import type { PageProduct } from './schema-org.ts';
import { toUrl } from './url-ids.ts';

/**
 * The items that the cards of one list show, undefined for one that names none: by what stands in the card, and by the entry
 * that JSON-LD has for it, the one with its URL or, where entries have none, the one in its place.
 */
export function itemsOfCards(cards: readonly Element[], site: Site = {}): (ItemRef | undefined)[] {
  const hint = hintOf(site);
  const { listed, products } = readJsonLd(hint);
  const byPath = new Map<string, PageProduct>();
  for (const product of [...products, ...listed]) if (product.url) byPath.set(toPath(product.url), product);
  const isPlaced = listed.length === cards.length && listed.every(({ url }) => !url);
  return idsOfCards(cards).map(({ said, linked, weak }, at) => {
    const card = cards[at]!;
    const entry = isPlaced
      ? listed[at]
      : byPath.size > 0
        ? linksOf(card)
            .map((link) => byPath.get(link))
            .find((found) => found)
        : undefined;
    return toItem([...said, ...(entry?.ids ?? []), ...linked, ...weak], priceOf(card, hint) ?? entry?.price);
  });
}

function linksOf(card: Element): string[] {
  const links = [card, ...card.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'));
  return links.filter((link) => link !== null && !/^\s*[#j]/i.test(link)).map((link) => toPath(link!));
}

function toPath(url: string): string {
  const parsed = toUrl(url);
  return parsed ? parsed.pathname.replace(/\/$/, '') : url;
}
