import type { PageKind } from '../../contract/events.ts';
import type { Boundary } from '../sdk/boundary.ts';
import type { Storefront } from '../storefront/storefront.ts';
import type { Emit } from './draft.ts';
import { readPageKind } from './page.ts';

export interface CaptureParts {
  readonly emit: Emit;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Until when. */
  readonly boundary: Boundary;
  readonly storefront: () => Storefront | undefined;
}

/** What kind of page this is: as it says itself, or as the storefront makes of it. */
export function kindOf({ storefront }: Pick<CaptureParts, 'storefront'>): PageKind | undefined {
  return readPageKind() ?? storefront()?.pageKind();
}
