import type { Visit } from '../sdk/visit.ts';
import { askOf } from './ask.ts';
import { captureCart } from './cart.ts';
import type { Emit } from './draft.ts';
import { captureOrder } from './order.ts';
import { captureSearch } from './search.ts';

/** Records what few pages are: a cart, an order that is done, the results of a search. `at` is when the page was seen. */
export async function captureDetails(visit: Visit, at: number): Promise<void> {
  const emit: Emit = (draft, isUrgent) => visit.emit({ ...draft, at }, isUrgent);
  captureCart(emit);
  await Promise.all([captureOrder(emit), captureSearch(emit, askOf(visit))]);
}
