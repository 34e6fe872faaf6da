import type { ItemRef } from '../../contract/events.ts';
import type { Site } from '../../contract/site.ts';
import { hintOf, priceOf } from './element-prices.ts';
import { toItem } from './ids.ts';
import { idsOfCards } from './item-ids.ts';
import { readJsonLd } from './json-ld.ts';
import type { Described, PageProduct } from './schema-org.ts';
import { toUrl } from './url-ids.ts';

let paths: { readonly of: Described; readonly products: ReadonlyMap<string, PageProduct> } | undefined;

/**
 * The items that the cards of one list show, undefined for one that names none: by what stands in the card, and by the entry
 * that JSON-LD has for it, the one with its URL or, where entries have none, the one in its place. With `only` the others
 * are looked at no further than to see what all of them share.
 */
export function itemsOfCards(cards: readonly Element[], site: Site = {}, only?: Element): (ItemRef | undefined)[] {
  const hint = hintOf(site);
  const described = readJsonLd(hint);
  const listed = described.listed();
  const byPath = pathsOf(described);
  const isPlaced = listed.length === cards.length && listed.every(({ url }) => !url);
  return idsOfCards(cards).map(({ said, linked, weak }, at) => {
    const card = cards[at]!;
    if (only && card !== only) return undefined;
    const entry = isPlaced ? listed[at] : entryOf(card, byPath);
    return toItem([...said, ...(entry?.ids ?? []), ...linked, ...weak], priceOf(card, hint) ?? entry?.price);
  });
}

function pathsOf(of: Described): ReadonlyMap<string, PageProduct> {
  if (paths?.of !== of) {
    const all = [...of.products, ...of.listed()].filter(({ url }) => url);
    paths = { of, products: new Map(all.map((product) => [toPath(product.url!), product])) };
  }
  return paths.products;
}

function entryOf(card: Element, byPath: ReadonlyMap<string, PageProduct>): PageProduct | undefined {
  if (byPath.size === 0) return undefined;
  for (const link of [card, ...card.querySelectorAll('a[href]')]) {
    const href = link.getAttribute('href');
    const entry = href && byPath.get(toPath(href));
    if (entry) return entry;
  }
  return undefined;
}

/** Without its query; read as text where that suffices, since lists are long. */
function toPath(url: string): string {
  const path = /^\/(?!\/)/.test(url) ? url.replace(/[?#].*/s, '') : (toUrl(url)?.pathname ?? url);
  return path.replace(/\/$/, '');
}
