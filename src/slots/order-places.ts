import type { ItemId } from '../../contract/ids.ts';

/** As much of a place as its order depends on. */
interface Placed {
  readonly id: ItemId;
  readonly pinned: boolean;
}

/**
 * The places in the decided order: the first `limit` take the best that is not pinned, what is left follows as the server
 * had it. Pinned places stay. Undefined when `ranked` is not a permutation of the places' ids: such an answer is for
 * another page, and the server's order stays.
 */
export function orderPlaces<P extends Placed>(
  places: readonly P[],
  ranked: readonly ItemId[],
  limit = Infinity,
): P[] | undefined {
  const byId = new Map<ItemId, P[]>();
  for (const place of places) byId.set(place.id, [...(byId.get(place.id) ?? []), place]);
  const best: P[] = [];
  for (const id of ranked) {
    // an item that stands twice moves twice, first come first
    const place = byId.get(id)?.shift();
    if (!place) return undefined;
    if (!place.pinned) best.push(place);
  }
  if (ranked.length !== places.length) return undefined;

  const taken = new Set<P>();
  let next = 0;
  const leading = places.map((place, index) => {
    if (place.pinned || index >= limit) return place.pinned ? place : undefined;
    const chosen = best[next++]!;
    taken.add(chosen);
    return chosen;
  });
  const left = places.filter((place) => !place.pinned && !taken.has(place)).values();
  return leading.map((place) => place ?? left.next().value!);
}
