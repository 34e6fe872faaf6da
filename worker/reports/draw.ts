import type { RandomSource } from '../../contract/ids.ts';

const RANGE = 2 ** 32;

/** An integer from 0 to `count` - 1, all alike: what would make the first of them likelier is drawn again. `count` at most 2^32. */
export function below(count: number, random: RandomSource): number {
  const fair = RANGE - (RANGE % count);
  for (;;) {
    const drawn = new DataView(random.bytes(4).buffer).getUint32(0);
    if (drawn < fair) return drawn % count;
  }
}

/** One of them, all alike; undefined where there is none. */
export function pick<T>(all: readonly T[], random: RandomSource): T | undefined {
  return all.length > 0 ? all[below(all.length, random)] : undefined;
}
