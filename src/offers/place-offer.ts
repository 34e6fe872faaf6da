/** Half a pixel is rounding. */
const ROUNDING_PX = 0.5;

/**
 * Changes what is in `place` and takes it back when anything else that the shopper sees would move by it: true when it stands.
 * Both happen before a frame is painted. A place with a height of its own, below the view, or out of the flow never moves anything.
 */
export function changeInPlace(place: Element, change: () => void, undo: () => void): boolean {
  const others = neighboursOf(place);
  const before = others.map((element) => element.getBoundingClientRect());
  change();
  const isSteady = others.every((element, index) => {
    const then = before[index]!;
    const now = element.getBoundingClientRect();
    const isSame = Math.abs(now.top - then.top) < ROUNDING_PX && Math.abs(now.left - then.left) < ROUNDING_PX;
    return isSame || !(isSeen(then) || isSeen(now));
  });
  if (!isSteady) undo();
  return isSteady;
}

/** What may be moved by a change within `place`: what stands before and after it, and before and after all that it is in. */
function neighboursOf(place: Element): Element[] {
  const found: Element[] = [];
  for (let around: Element | null = place; around && around !== document.body; around = around.parentElement) {
    for (const side of ['previousElementSibling', 'nextElementSibling'] as const) {
      let next = around[side];
      // what is not drawn cannot be seen to move
      while (next && next.getClientRects().length === 0) next = next[side];
      if (next) found.push(next);
    }
  }
  return found;
}

function isSeen({ top, bottom, left, right }: DOMRect): boolean {
  return bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
}
