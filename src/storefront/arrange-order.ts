import type { Place } from '../slots/find-slots.ts';

/** `found` with the items that were decided on in the order of the decision, in the places they hold; others keep theirs. */
export function inDecidedOrder(found: readonly Place[], decided: readonly string[]): Place[] {
  const ranks = new Map<string, number[]>();
  decided.forEach((id, rank) => ranks.set(id, [...(ranks.get(id) ?? []), rank]));
  // an item that stands twice was decided on twice, first come first
  const ranked = found.map((place) => ({ place, rank: ranks.get(place.id)?.shift() }));
  const known = ranked.filter(({ rank }) => rank !== undefined).toSorted((a, b) => a.rank! - b.rank!);
  return ranked.map(({ place, rank }) => (rank === undefined ? place : known.shift()!.place));
}

/** Whether what both hold stands in the same order in both. */
export function isSameOrder(ids: readonly string[], others: readonly string[]): boolean {
  const shared = others.filter((id) => ids.includes(id));
  return ids.filter((id) => others.includes(id)).every((id, at) => id === shared[at]);
}
