/** Names of the parameters with the values to try, in the order they are tried. */
export type Grid<P> = readonly { readonly [K in keyof P]: readonly [name: K, values: readonly P[K][]] }[keyof P][];

export interface Trial<P> {
  readonly parameters: P;
  readonly quality: number;
}

export interface SearchResult<P> extends Trial<P> {
  readonly start: Trial<P>;
  readonly trials: number;
}

export interface SearchLimits {
  /** How often `judge` may be asked. */
  readonly maxTrials: number;
  /** What a change must be worth. */
  readonly epsilon: number;
  /** @default no limit */
  readonly maxRounds?: number | undefined;
  readonly onTrial?: ((trials: number) => void) | undefined;
}

/**
 * One parameter after another, each set to the value that `judge` likes best, until a round changes nothing or `maxTrials` are
 * spent. A change must be worth more than `epsilon`, so that noise does not move what started well. Deterministic: it stops
 * by count, never by the clock.
 */
export function searchCoordinates<P extends object>(
  start: P,
  grid: Grid<P>,
  judge: (parameters: P) => number,
  { maxTrials, epsilon, maxRounds = Infinity, onTrial }: SearchLimits,
): SearchResult<P> {
  const first = { parameters: start, quality: judge(start) };
  let best: Trial<P> = first;
  let trials = 1;
  const tried = new Map([[keyOf(start), first.quality]]);
  let changed = true;
  for (let round = 0; changed && round < maxRounds && trials < maxTrials; round++) {
    changed = false;
    for (const [name, values] of grid) {
      let winner = best;
      for (const value of values) {
        const parameters = { ...best.parameters, [name]: value };
        const key = keyOf(parameters);
        if (tried.has(key) || trials >= maxTrials) continue;
        const quality = judge(parameters);
        tried.set(key, quality);
        trials++;
        onTrial?.(trials);
        if (quality > winner.quality + (winner === best ? epsilon : 0)) winner = { parameters, quality };
      }
      if (winner !== best) {
        best = winner;
        changed = true;
      }
    }
  }
  return { ...best, start: first, trials };
}

function keyOf(parameters: object): string {
  return JSON.stringify(Object.entries(parameters));
}
