import type { ItemRef } from '../../contract/events.ts';
import { MAX_EVENT_ITEMS } from '../../contract/limits.ts';
import { readItems } from './attributes.ts';

/** The items of the lines in `root`, as many as an event takes. */
export function readLines(root: Element): ItemRef[] {
  return readItems(root, 'data-aisle-line').slice(0, MAX_EVENT_ITEMS);
}
