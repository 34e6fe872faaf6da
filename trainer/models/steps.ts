import { sample } from './random.ts';
import { sessionCount, type Sequences } from './sequences.ts';

/** As the profile keeps them; older events do not take part in ranking. */
const MAX_EVENTS = 50;

/** Places of a log at which a next item is to be foretold from what came before it in the session. */
export interface Steps {
  readonly count: number;
  /** Index of the target in `sequences.row`. */
  readonly target: Uint32Array;
  /** Index of the session's first event. */
  readonly start: Uint32Array;
  readonly session: Uint32Array;
}

/** All steps of the sessions `from` up to, but without, `to`; at most `limit` of them, drawn evenly. */
export function stepsOf(sequences: Sequences, from: number, to: number, limit: number, random: () => number): Steps {
  const { offsets } = sequences;
  let total = 0;
  for (let session = from; session < to; session++) total += Math.max(0, offsets[session + 1]! - offsets[session]! - 1);
  const chosen = sample(total, limit, random);
  const steps = {
    count: chosen.length,
    target: new Uint32Array(chosen.length),
    start: new Uint32Array(chosen.length),
    session: new Uint32Array(chosen.length),
  };
  let [next, seen] = [0, 0];
  for (let session = from; session < Math.min(to, sessionCount(sequences)); session++) {
    for (let at = offsets[session]! + 1; at < offsets[session + 1]!; at++, seen++) {
      if (chosen[next] !== seen) continue;
      steps.target[next] = at;
      steps.start[next] = offsets[session]!;
      steps.session[next++] = session;
    }
  }
  return steps;
}

/** Distinct rows before `target`, newest first, at most `out.length`; returns how many. */
export function historyOf(out: Uint32Array, { row }: Sequences, start: number, target: number): number {
  let count = 0;
  const first = Math.max(start, target - MAX_EVENTS);
  for (let at = target - 1; at >= first && count < out.length; at--) {
    let place = 0;
    while (place < count && out[place] !== row[at]) place++;
    if (place === count) out[count++] = row[at]!;
  }
  return count;
}
