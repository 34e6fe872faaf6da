import { PAGE_KINDS } from '../../contract/events.ts';
import { isOneOf } from '../../contract/guards.ts';
import type { Emit } from './draft.ts';

/** One page_view, of the kind that `data-aisle-page` names; without a kind where it names none of the vocabulary. */
export function capturePage(document: Document, emit: Emit): void {
  const page = document.querySelector('[data-aisle-page]')?.getAttribute('data-aisle-page');
  emit({ type: 'page_view', ...(isOneOf<string | undefined | null>(page, PAGE_KINDS) && page && { page }) });
}
