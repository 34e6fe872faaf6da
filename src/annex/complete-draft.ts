import type { Emit, EventDraft } from '../capture/draft.ts';
import { toText } from '../capture/draft.ts';
import { toEventId } from '../capture/order.ts';
import { emitSearch, type AskVocabulary } from '../capture/search.ts';

/**
 * Emits a tracked purchase under the id of its order, or a search as the words of it that the bundle knows. `payload` is
 * what the page said, copied when it said it.
 */
export async function completeDraft(
  draft: EventDraft,
  payload: unknown,
  emit: Emit,
  ask: AskVocabulary,
): Promise<void> {
  const given: Readonly<Record<string, unknown>> = typeof payload === 'object' ? { ...payload } : { query: payload };
  if (draft.type === 'search') {
    if (typeof given['query'] === 'string') await emitSearch(given['query'], emit, ask);
    return;
  }
  const order = toText(given['order'] ?? given['orderId'] ?? given['transaction_id']);
  const id = order ? await toEventId(order) : undefined;
  emit(id ? { ...draft, id } : draft, true);
}
