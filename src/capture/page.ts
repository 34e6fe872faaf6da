import { PAGE_KINDS } from '../../contract/events.ts';
import type { Emit } from './draft.ts';

/** One page_view, of the kind that `data-aisle-page` names; without a kind where it names none of the vocabulary. */
export function capturePage(emit: Emit): void {
  const given = document.querySelector('[data-aisle-page]')?.getAttribute('data-aisle-page');
  const page = PAGE_KINDS.find((kind) => kind === given);
  emit({ type: 'page_view', ...(page && { page }) });
}
