import type { ItemRef } from '../../contract/events.ts';
import { MAX_DWELL_MS } from '../../contract/limits.ts';
import type { Emit } from './draft.ts';

/** What a crash may lose of a dwell. */
const REPORT_MS = 10_000;
/** A shorter look is a page passed through, not a look. */
const MIN_MS = 250;

/**
 * Measures how long the page was visible and focused, and emits what was added since the last time: every 10 s, when the
 * page is hidden and when it is left. `now` is monotonic, in ms.
 */
export function captureDwell(parts: {
  readonly product: ItemRef;
  readonly document: Document;
  readonly window: Window;
  readonly now: () => number;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}): void {
  const { product, document, window, now, emit, signal } = parts;
  const item: ItemRef = { id: product.id };
  let since: number | undefined;
  let ms = 0;

  const attend = (attentive: boolean): void => {
    if (since !== undefined) ms += now() - since;
    since = attentive ? now() : undefined;
  };
  const look = (): void => attend(document.visibilityState === 'visible' && document.hasFocus());
  const report = (urgent: boolean): void => {
    if (ms < MIN_MS) return;
    emit({ type: 'product_dwell', items: [item], ms: Math.min(Math.round(ms), MAX_DWELL_MS) }, urgent);
    ms = 0;
  };

  look();
  window.addEventListener('focus', () => attend(document.visibilityState === 'visible'), { signal });
  window.addEventListener('blur', () => attend(false), { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      look();
      if (document.visibilityState === 'hidden') report(true);
    },
    { signal },
  );
  window.addEventListener(
    'pagehide',
    () => {
      attend(false);
      report(true);
    },
    { signal },
  );
  window.addEventListener('pageshow', look, { signal });
  const timer = setInterval(() => {
    look();
    report(false);
  }, REPORT_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}
