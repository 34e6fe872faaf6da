import type { Grid } from './coordinate-search.ts';
import type { SumParameters } from './list-validation.ts';
import type { ListParameters } from './lists.ts';

/** What did well over several shops, so that little data ends near it. */
export const START: ListParameters = {
  distance: 10,
  fall: 1.5,
  gap: 0,
  norm: 0.25,
  tau: 0,
  backward: 0.75,
  both: 0,
  fallBoth: 0.6,
  second: 1,
  hops: 25,
  popular: 0.15,
  trend: 0,
  power: 1,
  shrink: 1,
  similarLists: 0,
  similar: 0,
  unseen: 0,
  unseenPower: 1,
  cart: 1.5,
  purchase: 2,
  returned: -0.5,
  dwell: 0,
  position: 0,
};
/** Shops differ in kind: the search begins at the one of these that does best. */
export const STARTS: readonly Partial<ListParameters>[] = [
  {},
  { distance: 5, tau: 0.75, backward: 0.5, both: 0.15, second: 1.5, hops: 50, shrink: 0.5 },
  { tau: 0.5, both: 0.5, second: 0.3, similarLists: 0.2, similar: 0.2, shrink: 2 },
  { fall: 1, backward: 0.5, hops: 50, popular: 0, similarLists: 0.4, similar: 0.4, shrink: 2 },
];
export const START_SUM: SumParameters = { first: 1.3, decay: 0.5, damp: 3 };

/** In the order of what they were worth over several shops. */
export const GRID: Grid<ListParameters> = [
  ['tau', [0, 0.2, 0.5, 1]],
  ['gap', [0.2, 0.5]],
  ['second', [0.25, 0.5, 1.5, 2]],
  ['similarLists', [0, 0.2, 0.4]],
  ['similar', [0, 0.1, 0.3]],
  ['power', [0.8, 1.25]],
  ['fall', [0.75, 1, 2]],
  ['both', [0, 0.25, 0.5, 0.75]],
  ['trend', [0.1, 0.25]],
  ['popular', [0, 0.1, 0.25]],
  ['purchase', [1, 4]],
  ['cart', [1, 3]],
  ['backward', [0.5, 1]],
  ['norm', [0, 0.5]],
  ['shrink', [0.3, 3]],
  ['returned', [-1, 0, 1]],
  ['dwell', [0.25, 0.5]],
  ['position', [0.25, 0.5]],
  ['hops', [50]],
  ['distance', [5]],
  ['fallBoth', [0.3, 1]],
];
/** What a full search tries besides. */
export const FINE_GRID: Grid<ListParameters> = [
  ['tau', [0.1, 0.35, 0.75, 2]],
  ['gap', [0.1, 0.35, 0.75, 1]],
  ['second', [0.75, 1.25, 3]],
  ['similarLists', [0.1, 0.3, 0.6, 0.8]],
  ['similar', [0.05, 0.2, 0.5]],
  ['power', [0.9, 1.1, 1.4, 1.6]],
  ['fall', [1.25, 1.75, 2.5]],
  ['both', [0.1, 0.4, 0.6]],
  ['trend', [0.05, 0.4]],
  ['popular', [0.05, 0.2, 0.35]],
  ['purchase', [0.5, 1.5, 3, 8]],
  ['cart', [0.5, 2, 5]],
  ['backward', [0.25, 0.6, 0.9]],
  ['norm', [0.15, 0.35, 0.75]],
  ['shrink', [0.1, 0.5, 2, 6]],
  ['returned', [-2, 0.5]],
  ['hops', [15, 100]],
  ['distance', [3, 7]],
  ['fallBoth', [0.1, 0.5, 0.8]],
];
export const SUM_GRID: Grid<SumParameters> = [
  ['decay', [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]],
  ['first', [1, 1.3, 1.6, 2]],
  ['damp', [0, 1, 3, 10, 30]],
];
