import type { Boundary } from '../sdk/boundary.ts';
import type { Storefront } from '../storefront/storefront.ts';
import type { Emit } from './draft.ts';
import { captureDwell } from './dwell.ts';
import { readPageKind } from './page.ts';
import { readProducts } from './product.ts';

export interface RouteParts {
  readonly emit: Emit;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Of the route: a page, or what a script makes of one. */
  readonly boundary: Boundary;
  readonly storefront: Storefront | undefined;
  /** When the route began, ms since 1970. */
  readonly at: number;
}

/**
 * Records what a page is: at once that it is seen and what it is about, and until it is left how long it is looked at. The
 * document must have been parsed. Carts, orders and searches are the annex's (`capture/details.ts`).
 */
export function captureRoute({ emit, storefront, at, ...rest }: RouteParts): void {
  const page = readPageKind() ?? storefront?.pageKind();
  emit({ type: 'page_view', at, ...(page && { page }) });
  const [product] = readProducts(storefront);
  if (!product) return;
  emit({ type: 'product_view', at, items: [product] });
  captureDwell({ ...rest, emit, product });
}
