import { askOf } from '../capture/ask.ts';
import { toText, type EventDraft } from '../capture/draft.ts';
import { toEventId } from '../capture/order.ts';
import { emitSearch } from '../capture/search.ts';
import type { Visit } from '../sdk/visit.ts';

/**
 * Emits a tracked purchase under the id of its order, or a search as the words of it that the bundle knows. `payload` is
 * what the page said, copied when it said it.
 */
export async function completeDraft(visit: Visit, draft: EventDraft, payload: unknown): Promise<void> {
  const given: Readonly<Record<string, unknown>> = typeof payload === 'object' ? { ...payload } : { query: payload };
  if (draft.type === 'search') {
    if (typeof given['query'] === 'string') await emitSearch(given['query'], visit.emit, askOf(visit));
    return;
  }
  const order = toText(given['order'] ?? given['orderId'] ?? given['transaction_id']);
  const id = order ? await toEventId(order) : undefined;
  visit.emit(id ? { ...draft, id } : draft, true);
}
