import type { Boundary } from '../sdk/boundary.ts';

/**
 * Makes a change of `element`'s content and takes it back when it would move what the shopper sees and the change itself
 * does not touch: what lies below `element`, when its size changes, and those of its children that are in `still`. Both
 * happen before a frame is painted. True when it stands.
 */
export function changeSteadily(
  element: Element,
  still: readonly Element[],
  change: () => void,
  undo: () => void,
): boolean {
  const measure = (): DOMRect[] => [element, ...still].map((box) => box.getBoundingClientRect());
  const before = measure();
  change();
  const after = measure();
  const stands = after.every((now, index) => {
    const then = before[index]!;
    // half a pixel is rounding
    const same = SIDES.every((side) => Math.abs(now[side] - then[side]) < 0.5);
    // what lies below the view may move, nobody sees it: all of a child, and what follows the slot
    const side = index > 0 ? 'top' : 'bottom';
    return same || Math.min(now[side], then[side]) >= innerHeight;
  });
  if (!stands) undo();
  return stands;
}

const SIDES = ['top', 'left', 'width', 'height'] as const;

/** Filling a slot that reserves no height pushes down what is seen below it; it waits until that is out of view. */
export function whenOutOfView(element: Element, then: () => void, { signal, guard, onEnd }: Boundary): void {
  if (typeof IntersectionObserver === 'undefined') return;
  const observer = new IntersectionObserver(
    guard((entries: readonly IntersectionObserverEntry[]) => {
      const view = innerHeight;
      const entry = entries.at(-1);
      if (signal.aborted || !element.isConnected) return observer.disconnect();
      if (entry && !entry.isIntersecting && entry.boundingClientRect.top >= view) {
        observer.disconnect();
        then();
      }
    }),
  );
  onEnd(() => observer.disconnect());
  observer.observe(element);
}
