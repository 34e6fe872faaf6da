import type { ItemRef } from '../../contract/events.ts';
import { MAX_EVENT_ITEMS } from '../../contract/limits.ts';
import { readItem } from './attributes.ts';

/** The items of the lines in `root`, as many as an event takes. */
export function readLines(root: Element): ItemRef[] {
  return Array.from(root.querySelectorAll('[data-aisle-line]'), (line) => readItem(line, 'data-aisle-line'))
    .filter((item) => item !== undefined)
    .slice(0, MAX_EVENT_ITEMS);
}
