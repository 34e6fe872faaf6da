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
  // an item that stands twice moves twice, first come first
  const best = ranked.map((id) => byId.get(id)?.shift()).filter((place) => place !== undefined);
  if (best.length !== places.length || ranked.length !== places.length) return undefined;

  const leading = places.slice(0, limit).filter((place) => !place.pinned).length;
  const moving = new Set(best.filter((place) => !place.pinned).slice(0, leading));
  // a set keeps the order of its first additions: the best, then what is left of the server's order
  for (const place of places) if (!place.pinned) moving.add(place);
  const next = moving.values();
  return places.map((place) => (place.pinned ? place : next.next().value!));
}
