import { captureCart } from './cart.ts';
import type { Emit } from './draft.ts';
import { captureOrder } from './order.ts';
import { captureSearch, type AskVocabulary } from './search.ts';

/** Records what few pages are: a cart, an order that is done, the results of a search. */
export function captureDetails(document: Document, emit: Emit, ask: AskVocabulary): void {
  captureCart(document, emit);
  void captureOrder(document, emit);
  void captureSearch(document, emit, ask);
}
