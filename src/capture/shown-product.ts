import { idsOf, type ItemRef } from '../../contract/events.ts';
import type { Boundary } from '../sdk/boundary.ts';
import type { CaptureParts } from './capture.ts';
import { captureDwell } from './dwell.ts';
import { readProducts } from './product.ts';

/** The product that is shown. */
export interface ShownProduct {
  /** A route begins, and may be about another product; the one that is shown may still stand there. */
  turn(): void;
  /** Looks what is shown now; a new product is viewed as of `at`, ms since 1970. Default: now. */
  look(at?: number): void;
  /** Whether the page has come to show another product: not another variant of the same. */
  isOther(): boolean;
}

/**
 * Records one `product_view` for a route, as soon as its product is there, and its dwell until it is there no more. What
 * stays when a route begins is not viewed again: either it is the same product still, or what was shown before, on a page
 * that still waits for the new one. `viewed` has been told already, when `now` was `since`.
 */
export function captureProduct(parts: CaptureParts, viewed: ItemRef | undefined, since: number): ShownProduct {
  const { emit, now, boundary, storefront, isMarked } = parts;
  let shown: ItemRef | undefined;
  let shownUntil: Boundary | undefined;
  let isTold = !!viewed;

  const show = (product: ItemRef | undefined, from: number): void => {
    shownUntil?.end();
    shown = product;
    shownUntil = boundary.fork();
    if (product) captureDwell({ ...parts, product, since: from, boundary: shownUntil });
  };
  const main = (): ItemRef | undefined =>
    (isMarked() ? readProducts(storefront()) : (storefront()?.products() ?? []))[0];

  show(viewed, since);
  return {
    turn() {
      isTold = false;
    },
    look(at) {
      if (isTold) return;
      const product = main();
      if (product && shown && (idsOf(shown).includes(product.id) || idsOf(product).includes(shown.id))) return;
      show(product, now());
      if (!product) return;
      isTold = true;
      emit({ type: 'product_view', items: [product], ...(at && { at }) });
    },
    isOther() {
      const product = main();
      return !!product && !(shown && idsOf(product).some((id) => idsOf(shown!).includes(id)));
    },
  };
}
