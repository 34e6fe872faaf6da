import type { PriceHint } from './currencies.ts';
import { toIds } from './ids.ts';
import { offeredAt } from './offers.ts';
import type { Price } from './prices.ts';
import { read, textOf, textsOf, thingsOf, isOf, type Thing } from './things.ts';
import { idsOfUrl } from './url-ids.ts';

/** A product as a page describes it to programs. */
export interface PageProduct {
  /** Best first: article number, product id, others' numbers, then what its URLs say. */
  readonly ids: readonly string[];
  readonly url?: string | undefined;
  readonly name?: string | undefined;
  readonly price?: Price | undefined;
  readonly variants: readonly PageProduct[];
  /** The page says in so many words that it is about this (`mainEntity`). */
  readonly isMain: boolean;
}

export interface Described {
  readonly products: readonly PageProduct[];
  /** The entries of lists, in their order: products or whatever else lists hold. Described when they are first asked for. */
  readonly listed: () => readonly PageProduct[];
}

const PRODUCT = /^(individual|some)?product(s|group|model)?$|^(book|vehicle|car)$/i;
const BREADCRUMBS = /^breadcrumblist$/i;
/** What goes with a thing and is another one. */
const ASIDE =
  /^(is(RelatedTo|SimilarTo|ConsumableFor|AccessoryOrSparePartFor)|itemReviewed|reviews?|breadcrumb|itemListElement)$/;
const CODES = [
  'sku',
  'productID',
  'productId',
  'productGroupID',
  'identifier',
  'mpn',
  'gtin',
  'gtin13',
  'gtin12',
  'gtin14',
  'gtin8',
  'isbn',
];
const SCHEME = /^(sku|isbn|mpn|gtin\d*|ean|upc|asin|id):\s*/i;

const MAX_THINGS = 5_000;
const MAX_VARIANTS = 300;
/** No page is about more; the others are as good as listed. */
const MAX_PRODUCTS = 32;
const MAX_DEPTH = 12;

/**
 * The products among `roots` and the entries of lists, as deep as they stand. Things that are only pointed to (`@id`) are
 * looked up, and each counts once, so that circles end. What a product calls related or similar is not of the page.
 */
export function productsOf(roots: readonly unknown[], hint: PriceHint = {}): Described {
  const products = new Map<Thing, boolean>();
  const listed = new Map<Thing, Thing>();
  const resolve = resolverOf(roots);
  const seen = new Set<Thing>();

  const visit = (value: unknown, isMain: boolean, isListed: boolean, depth: number): void => {
    for (const given of thingsOf(value)) {
      const thing = resolve(given);
      if (isOf(thing, PRODUCT)) {
        if (isListed) listed.set(thing, thing);
        else products.set(thing, isMain || (products.get(thing) ?? false));
      } else if (!seen.has(thing) && seen.size < MAX_THINGS && depth < MAX_DEPTH && !isOf(thing, BREADCRUMBS)) {
        seen.add(thing);
        for (const entry of thingsOf(read(thing, 'itemListElement')).map(resolve)) visitEntry(entry, depth + 1);
        for (const key of Object.keys(thing))
          if (!ASIDE.test(key)) visit(thing[key], isMain || key.startsWith('mainEntity'), isListed, depth + 1);
      }
    }
  };
  const visitEntry = (entry: Thing, depth: number): void => {
    const item = read(entry, 'item');
    const [inner] = thingsOf(item).map(resolve);
    const thing = inner ?? entry;
    if (isOf(thing, PRODUCT) || isOf(thing, /^offer/i)) visit(thing, false, true, depth);
    else listed.set(thing, { ...thing, url: textOf(read(thing, 'url')) ?? textOf(read(entry, 'url')) ?? textOf(item) });
  };
  visit(roots, false, false, 0);

  const describe = ([thing, isMain]: readonly [Thing, boolean]): PageProduct => toProduct(thing, isMain, resolve, hint);
  const own = [...products].filter(([thing, isMain]) => isMain || !listed.has(thing));
  let described: readonly PageProduct[] | undefined;
  const [first, rest] = [own.slice(0, MAX_PRODUCTS), own.slice(MAX_PRODUCTS)];
  return {
    products: first.map(describe),
    listed: () =>
      (described ??= [...[...listed.values()].map((thing) => [thing, false] as const), ...rest].map(describe)),
  };
}

function toProduct(
  thing: Thing,
  isMain: boolean,
  resolve: (thing: Thing) => Thing,
  hint: PriceHint,
  depth = 0,
): PageProduct {
  const all = (key: string): Thing[] => thingsOf(read(thing, key)).slice(0, MAX_VARIANTS).map(resolve);
  const inner = depth < 2 ? [...all('hasVariant'), ...all('model')] : [];
  const parents = depth < 2 ? all('isVariantOf') : [];
  const offers = all('offers')
    .flatMap((offer) => [offer, ...thingsOf(read(offer, 'offers')).map(resolve)])
    .slice(0, MAX_VARIANTS);
  const describe = (other: Thing): PageProduct => toProduct(other, false, resolve, hint, depth + 1);
  const single = offers.length === 1 ? offers : [];
  const variants = [...inner.map(describe), ...(single.length > 0 ? [] : offers.map(describe))].filter(
    ({ ids }) => ids.length > 0,
  );
  const urls = [thing, ...single].flatMap((from) => textsOf(read(from, 'url')));
  const [name] = textsOf(read(thing, 'name'));
  return {
    ids: toIds([
      ...[thing, ...single].flatMap(codesOf),
      ...parents.flatMap((parent) => describe(parent).ids),
      ...[...urls, ...textsOf(read(thing, '@id'))].flatMap(urlIdsOf),
    ]),
    url: urls[0],
    name,
    price:
      offeredAt([thing, ...offers], hint) ??
      offeredAt(
        inner.flatMap((variant) => thingsOf(read(variant, 'offers')).map(resolve)),
        hint,
      ),
    variants,
    isMain,
  };
}

function codesOf(thing: Thing): string[] {
  return CODES.flatMap((key) => textsOf(read(thing, key))).map((code) => code.replace(SCHEME, ''));
}

function urlIdsOf(url: string): readonly string[] {
  return url.startsWith('_:') ? [] : idsOfUrl(url).linked;
}

/** Follows what has no more than an `@id` to the thing that bears it. */
function resolverOf(roots: readonly unknown[]): (thing: Thing) => Thing {
  const byId = new Map<unknown, Thing>();
  let left = MAX_THINGS;
  const index = (value: unknown, depth: number): void => {
    for (const thing of thingsOf(value)) {
      if (left-- < 0 || depth > MAX_DEPTH) return;
      const id = read(thing, '@id');
      if (id !== undefined && !byId.has(id) && Object.keys(thing).some((key) => !/^@(id|type)$/.test(key)))
        byId.set(id, thing);
      for (const key of Object.keys(thing)) index(thing[key], depth + 1);
    }
  };
  index(roots, 0);
  return (thing) => byId.get(read(thing, '@id')) ?? thing;
}
