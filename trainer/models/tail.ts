import type { Importance } from '../../contract/bundle.ts';
import type { Bundle } from '../../worker/bundle/decode.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Log } from '../log.ts';
import { previewBundle, type PreviewParts } from './preview.ts';
import { createRandom } from './random.ts';
import { sessionCount, type Sequences } from './sequences.ts';
import { stepsOf } from './steps.ts';

/** As many steps as tell parameters apart; more would only make the models older that they are judged by. */
const ENOUGH_STEPS = 20_000;
const [SMALLEST, LARGEST] = [0.1, 0.25];

/** First session of the tail: the newest 10 to 25 % of the sessions, fewer of a log that has more. */
export function tailStart(sequences: Sequences): number {
  const sessions = sessionCount(sequences);
  const steps = Math.max(sequences.row.length - sessions, 1);
  const share = Math.min(Math.max(ENOUGH_STEPS / steps, SMALLEST), LARGEST);
  return Math.max(1, Math.floor(sessions * (1 - share)));
}

/**
 * The newest sessions of a log beside a model of all the older ones: where whatever is fitted on scores (mixture, taste,
 * ranker) sees them as they will be of sessions that no model has seen. It is applied to a model of all sessions afterwards.
 */
export interface Tail {
  readonly log: Log;
  readonly catalogue: Catalogue;
  /** The whole log, and the first session of the tail in it. */
  readonly sequences: Sequences;
  readonly cut: number;
  /** Built from the sessions before the tail. */
  readonly parts: PreviewParts;
  readonly bundle: Bundle;
  /** How shoppers' own attribute weights are found; null where they are the catalogue's. */
  readonly importance: Importance | null;
  readonly seed: number;
  /**
   * Events to be foretold: at most `limit`, drawn evenly, ascending, of the sessions between two shares of the tail.
   *
   * @default all of it, 0..1
   */
  targets(limit: number, from?: number, to?: number): Uint32Array;
}

export function createTail(
  { log, catalogue, sequences, cut, seed }: Pick<Tail, 'log' | 'catalogue' | 'sequences' | 'cut' | 'seed'>,
  parts: PreviewParts,
): Tail {
  const sessions = sessionCount(sequences);
  const sessionAt = (share: number): number => cut + Math.round((sessions - cut) * share);
  return {
    log,
    catalogue,
    sequences,
    cut,
    parts,
    bundle: previewBundle(catalogue, parts),
    importance: null,
    seed,
    targets(limit, from = 0, to = 1) {
      const steps = stepsOf(sequences, sessionAt(from), sessionAt(to), limit, createRandom(seed));
      // sessions without an order of their own do not stand in the log's
      return steps.target.map((at) => sequences.event[at]!).toSorted();
    },
  };
}
