import type { CaptureParts } from './capture.ts';

const DEPTHS = [25, 50, 75, 90, 100];
const MEASURE_MS = 100;

/**
 * Tells how much of the page has been seen, in per cent of its height, once each of 25, 50, 75, 90 and 100. It takes a scroll
 * of the document itself: not of a box in it, and not back to the top.
 */
export function captureScroll({ emit, boundary: { listen, guard, onEnd } }: CaptureParts): void {
  let next = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const measure = guard(() => {
    timer = undefined;
    // a zoomed page never quite gets there
    const percent = (100 * (scrollY + innerHeight + 1)) / document.documentElement.scrollHeight;
    for (; percent >= DEPTHS[next]!; next++) emit({ type: 'scroll_depth', percent: DEPTHS[next]! });
  });
  listen(window, 'scroll', ({ target }) => {
    if (target === document && scrollY > 0) timer ??= setTimeout(measure, MEASURE_MS);
  });
  onEnd(() => clearTimeout(timer));
}
