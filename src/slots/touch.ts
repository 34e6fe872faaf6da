import type { Boundary } from '../sdk/boundary.ts';

/** Whether somebody has clicked, typed or tabbed in `element` since this was called. */
export function watchTouch(element: Element, { listen }: Boundary): () => boolean {
  let isTouched = false;
  listen(element, 'pointerdown keydown focusin', () => (isTouched = true));
  return () => isTouched;
}
