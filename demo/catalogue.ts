import type { AttributePart } from '../contract/parts.ts';
import type { ServedBundle } from '../server/read-bundle.ts';
import { similarRows } from '../server/recommend.ts';

export interface Product {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly image: string;
  /** In the shop's currency; undefined where the log has none. */
  readonly price: number | undefined;
  /** What it is, in the words of the bundle's attribute column; undefined where its description does not say. */
  readonly kind: string | undefined;
  readonly colours: readonly string[];
  readonly materials: readonly string[];
  readonly motifs: readonly string[];
}

export interface Category {
  readonly slug: string;
  readonly name: string;
  /** Most popular first. */
  readonly products: readonly Product[];
}

/** The shop's shelves, made from one bundle: everything in it that has a title. */
export interface ShopCatalogue {
  readonly bundle: ServedBundle;
  /** Most popular first. */
  readonly products: readonly Product[];
  /** Largest demand first. */
  readonly categories: readonly Category[];
  find(id: string): Product | undefined;
  category(slug: string): Category | undefined;
  categoryOf(product: Product): Category;
  /** What else to show beside a product: its neighbours, then its category. */
  similar(product: Product, limit: number): Product[];
  /** What goes with several products, by place in their neighbours' lists. */
  goesWith(products: readonly Product[], limit: number): Product[];
  /** Products that hold the words of a query, those that hold most of them first. */
  search(query: string): Product[];
}

/** Kinds with fewer products share one shelf. */
const MIN_CATEGORY_SIZE = 5;
const OTHER_SLUG = 'other';
/** Shelves whose plural says less than a shop would. */
const NAMES: Readonly<Record<string, string>> = {
  art: 'Wall Art',
  'water bottle': 'Hot Water Bottles',
  set: 'Gift Sets',
  wrap: 'Gift Wrap',
  print: 'Prints',
  font: 'Letters & Numbers',
};

export function createShopCatalogue(bundle: ServedBundle): ShopCatalogue {
  const { ids, display } = bundle;
  const column = (name: string) => bundle.attributes.find((attribute) => attribute.name === name);
  const [kind, colour, material, motif] = ['kind', 'colour', 'material', 'motif'].map(column);
  const byRow = new Map<number, Product>();
  for (const row of bundle.popular) {
    const price = display.prices[row]!;
    byRow.set(row, {
      id: ids[row]!,
      title: display.titles[row]!,
      url: display.urls[row]!,
      image: display.images[row]!,
      price: Number.isNaN(price) ? undefined : Math.round(price * 100) / 100,
      kind: valuesOf(kind, row)[0],
      colours: valuesOf(colour, row),
      materials: valuesOf(material, row),
      motifs: valuesOf(motif, row),
    });
  }
  const products = [...byRow.values()];
  const find = (id: string) => byRow.get(bundle.rows.get(id) ?? -1);
  const categories = toCategories(products, (product) => bundle.popularity.share[bundle.rows.get(product.id)!]!);
  const bySlug = new Map(categories.map((category) => [category.slug, category]));
  const categoryOf = (product: Product) => bySlug.get(toSlug(product.kind)) ?? bySlug.get(OTHER_SLUG) ?? categories[0]!;
  const neighbours = (product: Product) =>
    similarRows(bundle, bundle.rows.get(product.id)!).flatMap((row) => byRow.get(row) ?? []);

  return {
    bundle,
    products,
    categories,
    find,
    category: (slug) => bySlug.get(slug),
    categoryOf,
    similar(product, limit) {
      const others = [...neighbours(product), ...categoryOf(product).products].filter((other) => other !== product);
      return [...new Set(others)].slice(0, limit);
    },
    goesWith(held, limit) {
      const votes = new Map<Product, number>();
      for (const product of held) {
        for (const [place, other] of neighbours(product).entries()) {
          votes.set(other, (votes.get(other) ?? 0) + 1 / (place + 1));
        }
      }
      const voted = [...votes].toSorted((a, b) => b[1] - a[1]).map(([product]) => product);
      return [...new Set([...voted, ...products])].filter((product) => !held.includes(product)).slice(0, limit);
    },
    search: createSearch(bundle, byRow),
  };
}

function createSearch({ vocabulary, popular }: ServedBundle, byRow: ReadonlyMap<number, Product>) {
  return (query: string): Product[] => {
    const terms = toTerms(query);
    const termOfCode = vocabulary.words.map((word) => terms.findIndex((term) => matches(word, term)));
    const found: { product: Product; hits: number }[] = [];
    for (const row of popular) {
      const hit = new Set<number>();
      for (let place = vocabulary.offsets[row]!; place < vocabulary.offsets[row + 1]!; place++) {
        hit.add(termOfCode[vocabulary.codes[place]!]!);
      }
      hit.delete(-1);
      const product = byRow.get(row);
      if (hit.size > 0 && product) found.push({ product, hits: hit.size });
    }
    // products that hold every word, or else those that hold the most; the sort keeps popularity's order within
    const best = Math.max(0, ...found.map(({ hits }) => hits));
    return found.filter(({ hits }) => hits === best).map(({ product }) => product);
  };
}

/** The words of a query: lower case, letters and digits. */
function toTerms(query: string): string[] {
  return [...new Set(query.toLowerCase().match(/[\p{Letter}\p{Number}]+/gu) ?? [])].slice(0, 16);
}

function matches(word: string, term: string): boolean {
  const [bare, bareTerm] = [toSingular(word), toSingular(term)];
  return bare === bareTerm || (bareTerm.length >= 4 && bare.startsWith(bareTerm));
}

function toSingular(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function toCategories(products: readonly Product[], demandOf: (product: Product) => number): Category[] {
  const shelves = new Map<string, Product[]>();
  for (const product of products)
    shelves.set(product.kind ?? '', [...(shelves.get(product.kind ?? '') ?? []), product]);
  const large = [...shelves].filter(([kind, shelf]) => kind !== '' && shelf.length >= MIN_CATEGORY_SIZE);
  const demand = (shelf: readonly Product[]) => shelf.reduce((sum, product) => sum + demandOf(product), 0);
  const sorted = large
    .map(([kind, shelf]) => ({ slug: toSlug(kind), name: toPlural(kind), products: shelf, demand: demand(shelf) }))
    .toSorted((a, b) => b.demand - a.demand);
  const kept = new Set(large.map(([kind]) => kind));
  const rest = products.filter((product) => !kept.has(product.kind ?? ''));
  return [
    ...sorted.map(({ slug, name, products: shelf }) => ({ slug, name, products: shelf })),
    ...(rest.length > 0 ? [{ slug: OTHER_SLUG, name: 'Curiosities', products: rest }] : []),
  ];
}

function toSlug(kind: string | undefined): string {
  return (
    (kind ?? OTHER_SLUG)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || OTHER_SLUG
  );
}

/** "cake stand" becomes "Cake Stands". */
function toPlural(kind: string): string {
  if (kind in NAMES) return NAMES[kind]!;
  const name = kind.replace(
    /(^|[\s-])(\p{Letter})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
  if (/(?:s|cutlery|bunting|paper|jewellery|stationery|incense)$/i.test(name)) return name;
  if (/(?:x|ch|sh)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

function valuesOf(column: AttributePart | undefined, row: number): string[] {
  if (!column) return [];
  const codes = column.codes.subarray(column.offsets[row], column.offsets[row + 1]);
  return Array.from(codes, (code) => column.values[code]!);
}
