/** A number in [0, 1) that a key always gets within one visit and slot. */
export type Draw = (key: number) => number;

/** Keys of places, apart from those of rows. */
const PLACE = 0x40000000;

/**
 * Gives each of the first `places`, but never the first, to an item from further down with the chance `share`; all others move
 * down by one. Which item it is the draw alone decides, whatever its score, so that what comes of it can be corrected for. What
 * is lost is bounded: of a list of k places about (k - 1) x share are not the best there is. Returns the new order and the
 * items that were drawn; `order` itself where there are none.
 */
export function explore(
  order: readonly number[],
  { share, places }: { readonly share: number; readonly places: number },
  draw: Draw,
  isEligible: (at: number) => boolean,
  keyOf: (at: number) => number,
): { readonly order: readonly number[]; readonly drawn: readonly number[] } {
  const drawn: number[] = [];
  let explored: number[] | undefined;
  for (let place = 1; place < Math.min(places, order.length); place++) {
    if (draw(PLACE + place) >= share) continue;
    const list: number[] = (explored ??= [...order]);
    let [best, least] = [-1, Infinity];
    for (let from = place + 1; from < list.length; from++) {
      const luck = draw(keyOf(list[from]!));
      if (luck < least && isEligible(list[from]!)) [best, least] = [from, luck];
    }
    if (best < 0) continue;
    const [item] = list.splice(best, 1);
    list.splice(place, 0, item!);
    drawn.push(item!);
  }
  return { order: explored ?? order, drawn };
}

/**
 * Draws that hang on `seed` and the key alone: the same visit, in whichever tab and on whichever page, draws the same. The mixer
 * is MurmurHash3's (Appleby 2011).
 */
export function createDraw(seed: string): Draw {
  let base = 0x811c9dc5;
  for (let at = 0; at < seed.length; at++) base = Math.imul(base ^ seed.charCodeAt(at), 0x01000193);
  return (key) => {
    let hash = base ^ Math.imul(key + 1, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
}
