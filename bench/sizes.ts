import { measureSizes } from '../test/sizes.ts';
import { toRow, type Row } from './row.ts';

const DIST = new URL('../dist/', import.meta.url).pathname;

/** Brotli bytes of what a page loads, over their targets. */
export function measureBytes(): Row[] {
  return measureSizes(DIST).flatMap(({ id, bytes, target }) =>
    target === undefined ? [] : [toRow(id, 'B', bytes, target, 1)],
  );
}
