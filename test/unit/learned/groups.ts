import type { LearnedGroups } from '../../../trainer/models/learned.ts';
import { FEATURE_NAMES } from '../../../worker/ranking/learned/features.ts';

/** Names for `width` columns, any that the worker knows. */
export function someFeatures(width: number): string[] {
  return FEATURE_NAMES.slice(0, width);
}

/** Park and Miller's generator: the tests' own, so that no change of the trainer's moves the data. */
export function createTestRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/**
 * Groups whose true candidate is the one with the largest `rule(features)`. Columns are uniform in -2..2; group sizes vary.
 */
export function plantedGroups(
  rule: (features: Float32Array) => number,
  { seed, count, width }: { seed: number; count: number; width: number },
): LearnedGroups {
  const random = createTestRandom(seed);
  const offsets = new Uint32Array(count + 1);
  for (let group = 0; group < count; group++) offsets[group + 1] = offsets[group]! + 10 + Math.floor(random() * 20);
  const features = Float32Array.from({ length: offsets[count]! * width }, () => 4 * random() - 2);
  const target = new Int32Array(count);
  for (let group = 0; group < count; group++) {
    const scores = rowsOf({ features, width }, offsets[group]!, offsets[group + 1]!).map(rule);
    target[group] = scores.indexOf(Math.max(...scores));
  }
  return { features, width, offsets, target };
}

export function rowsOf(
  { features, width }: Pick<LearnedGroups, 'features' | 'width'>,
  from: number,
  to: number,
): Float32Array[] {
  return Array.from({ length: to - from }, (_, row) =>
    features.subarray((from + row) * width, (from + row + 1) * width),
  );
}

/** Share of groups whose true candidate has the highest score. */
export function hitRate({ offsets, target }: LearnedGroups, scores: ArrayLike<number>): number {
  let hits = 0;
  for (const [group, row] of target.entries()) {
    const own = Array.prototype.slice.call(scores, offsets[group]!, offsets[group + 1]!) as number[];
    if (own.indexOf(Math.max(...own)) === row) hits++;
  }
  return hits / target.length;
}
