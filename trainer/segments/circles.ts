import type { Condition, Segment } from '../../contract/segments.ts';

export interface Reference {
  readonly to: string;
  readonly path: readonly PropertyKey[];
}

/** Which segments a segment asks for, and where. */
export function referencesOf({ when, until }: Pick<Segment, 'when' | 'until'>): Reference[] {
  return [...inCondition(when, ['when']), ...(until ? inCondition(until, ['until']) : [])];
}

function inCondition(condition: Condition, path: readonly PropertyKey[]): Reference[] {
  if ('segment' in condition) return [{ to: condition.segment, path: [...path, 'segment'] }];
  if ('not' in condition) return inCondition(condition.not, [...path, 'not']);
  if ('all' in condition) return condition.all.flatMap((part, at) => inCondition(part, [...path, 'all', at]));
  if ('any' in condition) return condition.any.flatMap((part, at) => inCondition(part, [...path, 'any', at]));
  return [];
}

/**
 * Circles of segments that ask for one another, each once, as the ids along it; the first stands at its end again. Who is in a
 * segment of a group depends on those of the group that go before it too.
 */
export function circlesOf(segments: readonly Segment[]): string[][] {
  const next = new Map(segments.map((segment) => [segment.id, referencesOf(segment).map(({ to }) => to)]));
  const groups = new Map<string, string>();
  for (const { id, group } of segments.toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0))) {
    if (group === undefined) continue;
    const before = groups.get(group);
    if (before !== undefined) next.get(id)?.push(before);
    groups.set(group, id);
  }
  const circles: string[][] = [];
  const done = new Set<string>();
  const walk = (id: string, way: readonly string[]): void => {
    const start = way.indexOf(id);
    if (start >= 0) circles.push([...way.slice(start), id]);
    if (start >= 0 || done.has(id)) return;
    for (const to of next.get(id) ?? []) walk(to, [...way, id]);
    done.add(id);
  };
  for (const { id } of segments) walk(id, []);
  return circles;
}
