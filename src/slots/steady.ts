/**
 * Makes a change of `element`'s content and takes it back when it would move what the shopper sees below it: when the
 * element's size changes while its lower edge is in view. Both happen before a frame is painted. True when it stands.
 */
export function changeSteadily(element: Element, change: () => void, undo: () => void): boolean {
  const before = element.getBoundingClientRect();
  const view = element.ownerDocument.defaultView;
  change();
  const after = element.getBoundingClientRect();
  // half a pixel is rounding; what lies below the view may move, nobody sees it
  const same = Math.abs(before.height - after.height) < 0.5 && Math.abs(before.width - after.width) < 0.5;
  const below = !view || before.bottom >= view.innerHeight;
  if (same || below) return true;
  undo();
  return false;
}
