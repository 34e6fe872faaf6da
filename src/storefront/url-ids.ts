import { toIds, type Ids } from './ids.ts';

const MAX_URL = 2_048;
const NONE: Ids = { said: [], linked: [], weak: [] };

/** Parameters that name a product, a variant first: `?variant=1`. */
const PARAMETERS = [
  /^(variant|variant_?id|variation_?id|vid|id_product_attribute)$/i,
  /^(sku|sku_?id|item_?(id|no|number|code)?|article|art_?(id|nr|no)|artikel(nr|nummer)?|asin|mpn|gtin|ean|isbn)$/i,
  /^(products?_?(id|code|no)?|prod_?(id)?|pid|id_?product|goods_?(id|sn)?|add-to-cart|p_id|style_?id|ref(erence)?_?id)$/i,
];
/** A parameter that names a product where the path says that it is one. */
const PLAIN = /^(id|p|code|nr|no|add)$/i;
const OF_PRODUCT = /prod|item|artic|artik|detail|goods|view|show|buy|shop\b/i;

/** Pieces of a path after which a product is named: `/p/ID`, `/dp/ID`, `/products/handle`. */
const MARKERS =
  /^(p|dp|pd|pdp|ip|itm|prd|sku|item|items|product|products|prod|prods|goods|artikel|produkt|produkte|produkty|produit|produits|producto|productos|prodotto|prodotti|produto|produtos|produkter|proizvod|tovar|tuote|urun|product-page|product-detail|product-details|productdetail|detail|details|listing)$/i;
/** What may follow one without being a product. */
const NO_PRODUCT =
  /^(all|new|sale|search|category|categories|list|page|tag|tags|filter|brand|brands|compare|cart|add|remove|reviews?|json|js|\d{0,1})$/i;
/** `-p-123`, `-p123`, `_i123`, `~p123`: what a path's piece ends with. */
const ENDING = /[-_~.](?:p|pr|prd|pid|prod|product|i|item|art|d|sku|g)[-_]?(\d[\w]*)$/i;
const EXTENSION = /\.(html?|php\d?|aspx?|jsp|jhtml|do|cfm|prd|action)$/i;

/**
 * Ids of the product that `url` may lead to: by its parameters, by the pieces of its path after a word such as `product`, by
 * the name of its page. Fragments count where they are routes (`#/product/1`). Nothing is asked for.
 */
export function idsOfUrl(url: string | URL, base: string = document.baseURI): Ids {
  const parsed = typeof url === 'string' ? parse(url, base) : url;
  if (!parsed) return NONE;
  const { pathname, search, hash } = parsed;
  const route = /^#!?(\/.*)/.exec(hash)?.[1];
  const inRoute = route === undefined ? undefined : parse(route, parsed.origin);
  const own = idsOfParts(pathname, search);
  // the options of a variant stand in a fragment as a route would: only one that names a product counts
  if (!inRoute || /\d/.test(pathname)) return own;
  const { linked, weak } = idsOfParts(inRoute.pathname, inRoute.search);
  return linked.length > 0 ? { said: [], linked, weak: toIds([...weak, ...own.linked, ...own.weak]) } : own;
}

/** The variant that a parameter of `url` chooses, if one does. */
export function variantOf({ searchParams }: URL): string[] {
  return toIds(namedIn([...searchParams], PARAMETERS.slice(0, 1)));
}

/** `url` as seen from `base`; undefined where it is none. */
export function toUrl(url: string, base: string = document.baseURI): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}

/** Whether `url` says by itself that it leads to a product. */
export function isProductUrl(url: string | URL, base?: string): boolean {
  const parsed = typeof url === 'string' ? parse(url, base ?? document.baseURI) : url;
  if (!parsed) return false;
  const route = /^#!?(\/[^?]*)/.exec(parsed.hash)?.[1] ?? '';
  const pieces = piecesOf(parsed.pathname);
  const isNamed = (pieces: readonly string[]): boolean =>
    markedIn(pieces).length > 0 || ENDING.test(pieces.at(-1) ?? '');
  return (
    isNamed(pieces) || isNamed(piecesOf(route)) || namedIn([...parsed.searchParams], PARAMETERS.slice(1)).length > 0
  );
}

function idsOfParts(pathname: string, search: string): Ids {
  const pieces = piecesOf(pathname);
  const parameters = search ? [...new URLSearchParams(search)].slice(0, 32) : [];
  const marked = markedIn(pieces);
  const last = pieces.at(-1) ?? '';
  const isSaid = marked.length > 0 || OF_PRODUCT.test(pathname);
  const plain = parameters.filter(([name]) => PLAIN.test(name)).map(([, value]) => value);
  const named = marked.length > 0 ? marked : last ? [last] : [];
  return {
    said: [],
    linked: toIds([
      ...namedIn(parameters, PARAMETERS),
      ...(isSaid ? plain : []),
      ...named.flatMap((piece) => ENDING.exec(piece)?.[1] ?? []),
      ...named,
    ]),
    weak: toIds([...named.flatMap(partsOf), ...(isSaid ? [] : plain)]),
  };
}

/** Values of the parameters that name a product, by `kinds` in their order. */
function namedIn(parameters: readonly (readonly [string, string])[], kinds: readonly RegExp[]): string[] {
  return kinds.flatMap((kind) => parameters.filter(([name]) => kind.test(name)).map(([, value]) => value));
}

/** What follows the last word that announces a product; what has digits first: `/product/name/ID`. */
function markedIn(pieces: readonly string[]): string[] {
  const at = pieces.findLastIndex((piece, at) => MARKERS.test(piece) && at < pieces.length - 1);
  const found = at < 0 ? [] : pieces.slice(at + 1, at + 4).filter((piece) => !NO_PRODUCT.test(piece));
  // of a category and a name the name
  return found.toReversed().toSorted((a, b) => Number(isCode(b)) - Number(isCode(a)));
}

/** Ids that may be a part of a piece: `123-name`, `1-2-name`, `name-123`, `name_SKU`, `name-sku12`. */
function partsOf(piece: string): string[] {
  const [, first, second] = /^(\d+)-(?:(\d+)-)?\D/.exec(piece) ?? [];
  const [, tail] = /[-_~,]((?=[^-_~,]{2})[^-_~,]*\d[^-_~,]*)$/.exec(piece) ?? [];
  const [, under] = /_([^_]*\d[^_]*)$/.exec(piece) ?? [];
  return [under, first, tail, second].filter((part) => part !== undefined);
}

function isCode(piece: string): boolean {
  return /^[A-Z]{0,4}[-_]?\d[\w-]*$/i.test(piece);
}

function piecesOf(pathname: string): string[] {
  return pathname
    .split('/', 24)
    .map((piece) => decode(piece).replace(/;.*$/s, '').replace(EXTENSION, '').trim())
    .filter((piece) => piece !== '');
}

function decode(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}

function parse(url: string, base: string): URL | undefined {
  if (url.length > MAX_URL || /^\s*(#(?!!?\/)|$)/.test(url)) return undefined;
  const parsed = toUrl(url, base);
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed : undefined;
}
