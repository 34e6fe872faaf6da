import type { ItemRef } from '../../contract/events.ts';
import type { Site } from '../../contract/site.ts';
import { hintOf, priceOf } from './element-prices.ts';
import { toItem } from './ids.ts';
import { idsOfCards } from './item-ids.ts';
import { readJsonLd } from './json-ld.ts';
import type { Described, PageProduct } from './schema-org.ts';
import { toUrl } from './url-ids.ts';

type Addresses = ReadonlyMap<string, PageProduct | undefined>;

let paths: { readonly of: Described; readonly products: Addresses } | undefined;

/**
 * The items that the cards of one list show, undefined for one that names none: by what stands in the card, and by the entry
 * that JSON-LD has for it, the one with its URL or, where entries have none, the one in its place. With `only` the others
 * are looked at no further than to see what all of them share; `isPriced` false leaves prices unread, which cost most.
 */
export function itemsOfCards(
  cards: readonly Element[],
  site: Site = {},
  only?: Element,
  isPriced = true,
): (ItemRef | undefined)[] {
  const hint = hintOf(site);
  const described = readJsonLd(hint);
  const listed = described.listed();
  const byPath = pathsOf(described);
  const isPlaced = listed.length === cards.length && listed.every(({ url }) => !url);
  return idsOfCards(cards).map(({ said, linked, weak }, at) => {
    const card = cards[at]!;
    if (only && card !== only) return undefined;
    const entry = isPlaced ? listed[at] : entryOf(card, byPath);
    const price = isPriced ? (priceOf(card, hint) ?? entry?.price) : undefined;
    return toItem([...said, ...(entry?.ids ?? []), ...linked, ...weak], price);
  });
}

/** By address, and by its path alone where only one has it: shops put all products under one, or add what they count by. */
function pathsOf(of: Described): Addresses {
  if (paths?.of === of) return paths.products;
  const products = new Map<string, PageProduct | undefined>();
  for (const product of [...of.products, ...of.listed()]) {
    const [full, path] = product.url ? keysOf(product.url) : [];
    if (full === undefined || path === undefined) continue;
    if (path !== full) products.set(path, products.has(path) ? undefined : product);
    products.set(full, product);
  }
  paths = { of, products };
  return products;
}

function entryOf(card: Element, products: Addresses): PageProduct | undefined {
  if (products.size === 0) return undefined;
  for (const link of [card, ...card.querySelectorAll('a[href]')]) {
    const href = link.getAttribute('href');
    const key = href ? keysOf(href).find((key) => products.get(key)) : undefined;
    if (key !== undefined) return products.get(key);
  }
  return undefined;
}

/** With its query and without; read as text where that suffices, since lists are long. */
function keysOf(url: string): readonly [full: string, path: string] {
  const parsed = /^\/(?!\/)/.test(url) ? undefined : toUrl(url);
  const full = parsed ? parsed.pathname + parsed.search : url.replace(/#.*/s, '');
  return [full, full.replace(/\?.*/s, '').replace(/\/$/, '')];
}
