import type { Condition, Segment } from '../../contract/segments.ts';

/** Which segments refer to themselves by way of others, and of each that is in a group the one that goes before it. */
export function findCircular(segments: readonly Segment[]): {
  circular: ReadonlySet<string>;
  mates: ReadonlyMap<string, string>;
} {
  const mates = new Map<string, string>();
  const groups = new Map<string, string>();
  for (const { id, group } of byPriority(segments)) {
    if (group === undefined) continue;
    const better = groups.get(group);
    if (better !== undefined) mates.set(id, better);
    groups.set(group, id);
  }
  const refers = new Map(
    segments.map(({ id, when, until }) => [id, [refersTo(when), refersTo(until), mates.get(id) ?? []].flat()]),
  );
  const reaches = (id: string): boolean => {
    const seen = new Set<string>();
    const next = [...(refers.get(id) ?? [])];
    for (let one = next.pop(); one !== undefined; one = next.pop()) {
      if (one === id) return true;
      if (!seen.has(one)) next.push(...(refers.get(one) ?? []));
      seen.add(one);
    }
    return false;
  };
  return { circular: new Set([...refers.keys()].filter(reaches)), mates };
}

/** The highest first; of the same, as they stand. */
export function byPriority(segments: readonly Segment[]): Segment[] {
  return segments.toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0));
}

/** Malformed conditions refer to nothing here; they are found out where they are compiled. */
function refersTo(says: Condition | undefined): string[] {
  if (!says || typeof says !== 'object') return [];
  if ('segment' in says) return [says.segment];
  const parts = 'all' in says ? says.all : 'any' in says ? says.any : 'not' in says ? [says.not] : [];
  return Array.isArray(parts) ? parts.flatMap(refersTo) : [];
}
