import type { Product, ShopCatalogue } from './catalogue.ts';

const PER_KIND = 2;
const FEATURED_KIND = 'lantern';
/** Zero-based places of the featured kind: spread below the fold, where an editor would put this season's range. */
const FEATURED_PLACES: ReadonlySet<number> = new Set([7, 10, 13, 16, 19, 22]);

/** The home page's order before anybody is known: popular products of mixed kinds, and some of this season's lanterns. */
export function selectHome(catalogue: ShopCatalogue, limit: number): Product[] {
  const isFeatured = ({ kind, title }: Product) => kind === FEATURED_KIND || /\blanterns?\b/i.test(title);
  const featured = catalogue.products.filter(isFeatured);
  const seen = new Map<string, number>();
  const mixed = catalogue.products.filter((product) => {
    const kind = product.kind ?? '';
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return count <= PER_KIND && !isFeatured(product);
  });
  const chosen: Product[] = [];
  while (chosen.length < limit && mixed.length + featured.length > 0) {
    const next = FEATURED_PLACES.has(chosen.length)
      ? (featured.shift() ?? mixed.shift())
      : (mixed.shift() ?? featured.shift());
    chosen.push(next!);
  }
  return chosen;
}

/** Popular products of different kinds and colours, for the picture at the top. */
export function selectHeroes({ products }: ShopCatalogue, count: number): Product[] {
  const heroes: Product[] = [];
  for (const product of products) {
    const isNew = heroes.every(({ kind, colours }) => kind !== product.kind && colours[0] !== product.colours[0]);
    if (product.kind !== undefined && product.colours.length > 0 && isNew) heroes.push(product);
    if (heroes.length === count) break;
  }
  return heroes;
}
