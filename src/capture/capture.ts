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
  /** Whether anything on the page is marked by an attribute of ours. */
  readonly isMarked: () => boolean;
}

/** What kind of page this is: as it says itself, or as the storefront makes of it. */
export function kindOf({ storefront, isMarked }: Pick<CaptureParts, 'storefront' | 'isMarked'>): PageKind | undefined {
  return (isMarked() ? readPageKind() : undefined) ?? storefront()?.pageKind();
}
