import { idsOfHandler } from './handler-ids.ts';
import { allOf, merge, toIds, type Ids } from './ids.ts';
import { idsOfImage } from './image-ids.ts';
import { idsOfUrl } from './url-ids.ts';

/** Attributes that name a product, the likeliest first: without `data-`, hyphens and capitals. */
const NAMED = [
  'productid',
  'idproduct',
  'sku',
  'productsku',
  'itemid',
  'pid',
  'item',
  'productcode',
  'articleid',
  'artnr',
  'asin',
  'goodsid',
  'variantid',
  'variationid',
  'productvariantid',
  'producthandle',
  'handle',
  'product',
  'id',
];
const FIELD =
  /^(id|products?(_?id|\[id\])?|id_product|sku|product[-_]?(id|sku|code)|products_id|add-to-cart|variant(_?id)?|variation_?id|item(_?id)?|pid|goods_?id|article(_?id)?|artikel(nr)?)$/i;
const CODE = /^(sku|productID|mpn|gtin\d*)$/i;
const IN_ID = /^(?:p|product|item|prod|post|sku|article|artikel|card|product[-_](?:card|item|tile|id))[-_]?(\d\w*)$/i;
const IN_CLASS = /(?:^|\s)(?:post|postid|product|productid|product-id|product_id|item|sku)[-_](\d\w*)(?=\s|$)/i;
/** Keys under which an object in an attribute names a product. */
const KEY = /^(item_?id|internal_id|product_?id|sku|variant_?id|variation_?id)$/i;
const HANDLER = /^(on[a-z]+|ng-click|@click|v-on:click|data-(on)?click|jsaction)$/;
const LINK = /^(href|xlink:href|action|data-(href|url|link|product-?url))$/;
const IMAGE = /^(data-)?src$/;

type Ranked = readonly [rank: number, value: unknown];

const MAX_ELEMENTS = 80;
const MAX_TEXT = 20_000;
const MAX_VALUES = 200;

/**
 * What `element` and all that is in it, open shadow roots too, may say of the one product that it shows. Reads markup only:
 * handlers are text here. See `Ids` for the order.
 */
export function idsOf(element: Element): Ids {
  const said: Ranked[] = [];
  const links: Ids[] = [];
  const handlers: Ids[] = [];
  const images: string[] = [];
  for (const each of elementsIn(element)) {
    for (const name of each.getAttributeNames()) {
      const value = each.getAttribute(name) ?? '';
      if (!value || value.length > MAX_TEXT) continue;
      if (HANDLER.test(name)) handlers.push(idsOfHandler(value));
      else if (LINK.test(name)) {
        if (/^\s*javascript:/i.test(value)) handlers.push(idsOfHandler(value));
        else links.push(idsOfUrl(value));
      } else if (IMAGE.test(name) && each.localName !== 'script') images.push(...idsOfImage(value));
      else said.push(...saidIn(each, name, value));
    }
  }
  const { linked, weak } = merge(links);
  return { said: byRank(said), linked, weak: toIds([...weak, ...handlers.flatMap(allOf), ...images]) };
}

/**
 * The candidates of each card of one list, best first. What stands on every one of three and more cards, and a weak one that
 * several share that are otherwise different, identifies none of them.
 */
export function idsOfCards(cards: readonly Element[]): Ids[] {
  const all = cards.map(idsOf);
  /** By id the different products, as far as the cards tell, that stand for it. */
  const holders = new Map<string, Set<string>>();
  const products = new Set<string>();
  for (const ids of all) {
    const product = [...ids.said, ...ids.linked].join(' ') || ids.weak.join(' ');
    products.add(product);
    for (const id of allOf(ids)) holders.set(id, (holders.get(id) ?? new Set()).add(product));
  }
  const own =
    (most: number) =>
    (id: string): boolean =>
      holders.get(id)!.size <= most;
  const strong = own(products.size > 2 ? products.size - 1 : Infinity);
  return all.map(({ said, linked, weak }) => ({
    said: said.filter(strong),
    linked: linked.filter(strong),
    weak: weak.filter(own(1)),
  }));
}

/** What the attributes of `element` alone say. */
export function saidBy(element: Element): string[] {
  return byRank(element.getAttributeNames().flatMap((name) => saidIn(element, name, element.getAttribute(name) ?? '')));
}

/** Values of the fields of `form` that name what would be bought, the chosen variant first. */
export function idsOfForm(form: Element): string[] {
  const fields = [...form.querySelectorAll<HTMLInputElement>('input[name],select[name],button[name]')].filter(
    (field) => FIELD.test(field.getAttribute('name')!) && !(/^(radio|checkbox)$/.test(field.type) && !field.checked),
  );
  const isVariant = (field: Element): boolean => /^(id$|vari)/i.test(field.getAttribute('name')!);
  return toIds([...fields.filter(isVariant), ...fields].map(({ value }) => value));
}

function saidIn(element: Element, name: string, value: string): Ranked[] {
  const isData = name.startsWith('data-');
  if (name === 'id') return ranked(30, IN_ID.exec(value)?.[1]);
  if (name === 'class') return ranked(31, IN_CLASS.exec(value)?.[1]);
  if (name === 'name' && FIELD.test(value)) return ranked(32, (element as Partial<HTMLInputElement>).value);
  if (name === 'itemprop' && CODE.test(value))
    return ranked(33, element.getAttribute('content') ?? element.textContent);
  // a custom element may have attributes of its own
  if (!isData && !element.localName.includes('-')) return [];
  if (/^\s*[[{]/.test(value)) return [...idsInJson(value)].map((id) => [34, id] as const);
  const rank = NAMED.indexOf(
    name
      .replace(/^data-/, '')
      .replaceAll(/[-_]/g, '')
      .toLowerCase(),
  );
  return rank < 0 ? [] : ranked(rank, value);
}

function byRank(said: readonly Ranked[]): string[] {
  return toIds(said.toSorted(([a], [b]) => a - b).map(([, value]) => value));
}

function ranked(rank: number, value: unknown): Ranked[] {
  return value ? [[rank, value]] : [];
}

/** What the keys of a JSON text name as products: `item_id`, `sku` and so on anywhere, `id` beside a name or a price. */
function* idsInJson(text: string): Generator {
  const waiting: unknown[] = [parse(text)];
  for (let at = 0; at < waiting.length && at < MAX_VALUES; at++) {
    const value = waiting[at];
    if (typeof value !== 'object' || value === null) continue;
    const entries = Object.entries(value);
    for (const [key, inner] of entries) {
      if (KEY.test(key)) yield inner;
      if (typeof inner === 'object') waiting.push(inner);
    }
    const isNamed = entries.some(([key]) => /^(name|title|price|handle)$/i.test(key));
    if (isNamed) yield (value as { id?: unknown }).id;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `element` and those in it, in the order of the document, those of an open shadow root behind their host's. */
function elementsIn(element: Element): Element[] {
  const found: Element[] = [];
  const add = (root: ParentNode): void => {
    for (const each of root.querySelectorAll('*')) {
      if (found.length >= MAX_ELEMENTS) return;
      found.push(each);
      if (each.shadowRoot) add(each.shadowRoot);
    }
  };
  found.push(element);
  if (element.shadowRoot) add(element.shadowRoot);
  add(element);
  return found;
}
