import { captureCart } from './cart.ts';
import { captureDom } from './dom.ts';
import type { Emit } from './draft.ts';
import { captureDwell } from './dwell.ts';
import { captureOrder } from './order.ts';
import { capturePage } from './page.ts';
import { captureProduct, readProduct } from './product.ts';
import { captureSearch, type AskVocabulary } from './search.ts';

export interface CaptureParts {
  readonly document: Document;
  readonly window: Window;
  readonly emit: Emit;
  readonly askVocabulary: AskVocabulary;
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** `page`: what the page is; `dom`: what is clicked and sent on it. */
  readonly sources: readonly string[];
}

/**
 * Records what the page's attributes say (`docs/capture.md`): at once what it is, and until `signal` aborts what is done on
 * it. The document must have been parsed.
 */
export function startCapture(parts: CaptureParts): void {
  const { document, window, emit, askVocabulary, now, signal, sources } = parts;
  if (sources.includes('dom')) captureDom(document, emit, signal);
  if (!sources.includes('page')) return;
  capturePage(document, emit);
  captureProduct(document, emit);
  captureCart(document, emit);
  void captureOrder(document, emit);
  void captureSearch(document, emit, askVocabulary);
  const product = readProduct(document);
  if (product) captureDwell({ product, document, window, now, emit, signal });
}
