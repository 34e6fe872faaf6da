/** Whether somebody has clicked, typed or tabbed in `element` since this was called. */
export function watchTouch(element: Element, signal: AbortSignal): () => boolean {
  let isTouched = false;
  for (const type of ['pointerdown', 'keydown', 'focusin']) {
    element.addEventListener(type, () => (isTouched = true), { capture: true, signal });
  }
  return () => isTouched;
}
