import { measureSizes } from '../test/sizes.ts';
import { toRow, type Row } from './row.ts';

const DIST = new URL('../dist/', import.meta.url).pathname;

/** Brotli bytes of what a page loads, over their budgets. */
export function measureBytes(): Row[] {
  return measureSizes(DIST).flatMap(({ id, bytes, budget }) =>
    budget === undefined ? [] : [toRow(id, 'B', bytes, budget, 1)],
  );
}
