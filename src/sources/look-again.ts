import type { Boundary } from '../sdk/boundary.ts';

const FIRST_PAUSE_MS = 250;
/** The last of the doubling pauses: what is not there after two minutes comes with a script, or not at all. */
const LAST_PAUSE_MS = 64_000;

/**
 * Calls `look` at once, right after any script of the page has run, when the page has loaded, and with growing pauses: trackers
 * come late, behind consent or a tag manager, and put themselves in the place of the queue that stood for them.
 */
export function lookAgain({ guard, listen, onEnd }: Boundary, look: () => void): void {
  const again = guard(() => {
    try {
      look();
    } catch {
      // a global of the page's own that throws when it is read: no fault of ours, which would count
    }
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (ms: number): void => {
    if (ms > LAST_PAUSE_MS) return;
    timer = setTimeout(() => {
      void again();
      wait(2 * ms);
    }, ms);
  };
  // captured: the load of an element does not bubble; that of the page has the document as its target too
  listen(document, 'DOMContentLoaded load', ({ target }) => {
    if (target === document || target instanceof HTMLScriptElement) again();
  });
  listen(window, 'load', again);
  onEnd(() => clearTimeout(timer));
  again();
  wait(FIRST_PAUSE_MS);
}
