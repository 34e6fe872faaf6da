import type { ItemRef } from '../../contract/events.ts';
import { MAX_DWELL_MS } from '../../contract/limits.ts';
import type { Boundary } from '../sdk/boundary.ts';
import type { Emit } from './draft.ts';

/** What a crash may lose of a dwell. */
const REPORT_MS = 10_000;
/** A shorter look is a page passed through, not a look. */
const MIN_MS = 250;

/**
 * Measures how long the page was visible and focused, and emits what was added since the last time: every 10 s, when the
 * page is hidden, when it is left and when another route begins. `now` is monotonic, in ms.
 */
export function captureDwell(parts: {
  readonly product: ItemRef;
  /** From when on, if somebody looks now. */
  readonly since: number;
  readonly now: () => number;
  readonly emit: Emit;
  readonly boundary: Boundary;
}): void {
  const { product, now, emit, boundary } = parts;
  const { id, also } = product;
  const items: ItemRef[] = [{ id, ...(also && { also }) }];
  let since: number | undefined =
    document.visibilityState === 'visible' && document.hasFocus() ? parts.since : undefined;
  let ms = 0;

  /** Counts up to now; `event` is what may have begun or ended a look. */
  const look = (event?: Event): void => {
    if (since !== undefined) ms += now() - since;
    const isLeft = event?.type === 'pagehide' || document.visibilityState === 'hidden';
    since = !isLeft && event?.type !== 'blur' && document.hasFocus() ? now() : undefined;
    if (ms < MIN_MS || (event && !isLeft)) return;
    emit({ type: 'product_dwell', items, ms: Math.min(Math.round(ms), MAX_DWELL_MS) }, isLeft);
    ms = 0;
  };

  look();
  // in the capture phase `window` also hears what is told to the document
  boundary.listen(window, 'focus blur pagehide pageshow visibilitychange', look);
  const timer = setInterval(
    boundary.guard(() => look()),
    REPORT_MS,
  );
  boundary.onEnd(() => {
    clearInterval(timer);
    look();
  });
}
