import type { Condition } from '../../contract/segments.ts';
import type { Course } from './course.ts';
import type { Reading, Rules } from './compile.ts';

/** Of one leaf of a rule: what it asks, whether that is so, and what was compared. */
export interface Ground {
  readonly says: Condition;
  readonly holds: boolean;
  readonly value?: Reading;
}

/** Why a visitor is in a segment. */
export interface Reason {
  /** `when`: what it asks is true. `stay`: it was true last at `trueAt`, and nothing has ended it yet. */
  readonly by: 'when' | 'stay';
  readonly trueAt?: number;
  /** Leaves of `when` that decide it; none where it is not true any more. */
  readonly grounds: readonly Ground[];
}

/** The leaves that make node `place` what it is. */
export function findGrounds(
  { nodes }: Rules,
  { truth }: Course,
  valueOf: (place: number) => Reading,
  place: number,
): Ground[] {
  const go = (at: number): Ground[] => {
    const node = nodes[at]!;
    const holds = truth[at] === 1;
    if ('parts' in node) {
      // one part decides where one is enough
      const isOneEnough = node.kind === (holds ? 'any' : 'all');
      const same = node.kind === 'not' ? node.parts : node.parts.filter((part) => (truth[part] === 1) === holds);
      return (isOneEnough ? same.slice(0, 1) : same).flatMap(go);
    }
    if (!node.says) return [];
    const value = valueOf(at);
    return [{ says: node.says, holds, ...(value !== undefined && { value }) }];
  };
  return go(place);
}
