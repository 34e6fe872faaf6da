import type { Boundary } from '../sdk/boundary.ts';
import { captureDom } from './dom.ts';
import type { Emit } from './draft.ts';
import { captureDwell } from './dwell.ts';
import { capturePage } from './page.ts';
import { captureProduct } from './product.ts';

export interface CaptureParts {
  readonly emit: Emit;
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly boundary: Boundary;
  /** `page`: what the page is; `dom`: what is clicked and sent on it. */
  readonly sources: readonly string[];
}

/**
 * Records what the page's attributes say (`docs/capture.md`): at once what it is, and until the end of the visit what is
 * done on it. The document must have been parsed. Carts, orders and searches are the annex's (`capture/details.ts`).
 */
export function startCapture(parts: CaptureParts): void {
  const { emit, boundary, sources } = parts;
  if (sources.includes('dom')) captureDom(emit, boundary);
  if (!sources.includes('page')) return;
  capturePage(emit);
  const product = captureProduct(emit);
  if (product) captureDwell({ ...parts, product });
}
