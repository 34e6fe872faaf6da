/** Mulberry32 (Tommy Ettinger, public domain): uniform in [0, 1), seeded, good enough to sample and shuffle. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` different numbers below `limit`, ascending: all of them where there are no more. */
export function sample(limit: number, count: number, random: () => number): Uint32Array {
  if (count >= limit) return Uint32Array.from({ length: limit }, (_, index) => index);
  const chosen = new Set<number>();
  // Floyd's algorithm: one draw for each that is kept
  for (let last = limit - count; last < limit; last++) {
    const drawn = Math.floor(random() * (last + 1));
    chosen.add(chosen.has(drawn) ? last : drawn);
  }
  return Uint32Array.from(chosen).toSorted();
}

/** A normally distributed number (Box and Muller 1958). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
