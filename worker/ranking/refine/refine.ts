import type { AisleEvent } from '../../../contract/events.ts';
import type { Decision, Mark, Reason, ScoreTerm, SlotRequest } from '../../../contract/protocol.ts';
import type { Bundle } from '../../bundle/decode.ts';
import type { RawProfile } from '../../profile/raw-profile.ts';
import type { Ranked } from '../rank-slot.ts';
import type { RankContext, Scorer } from '../scorer.ts';
import type { Boost } from './arrange-rules.ts';

/** A slot's list before it is shown. */
export interface RankedList {
  readonly request: SlotRequest;
  /** The row at each place; absent: the place is the row. */
  readonly rows: Uint32Array | undefined;
  /** By place; -Infinity for what the visitor does not want to see, 0 throughout where nothing is known. */
  readonly scores: Float32Array;
  /** Where in `request.items` each place stands; absent where nothing stands between them. */
  readonly at?: readonly number[] | undefined;
  /** What whoever arranges it has to say of the decision. */
  extra?: Pick<Decision, 'explored'> & Partial<Pick<Decision, 'source'>>;
}

/** What the arrangement of a list made of an item. */
export interface ItemNote {
  /** What the shop's rules, and newness, have multiplied the score by. */
  readonly boosts: readonly Boost[];
  readonly fresh: number;
  /** Why it stands where its score would not have put it. */
  readonly mark?: Mark | undefined;
  /** The segment that the shop's rule behind `mark` is for. */
  readonly because?: Reason['because'];
}

/**
 * What a bundle may add to the mixture: long-term taste, a learned ranker, local feedback, the shop's rules for lists. The
 * engine, the annex and the trainer's evaluation run the same one behind the same scorer. `open` first, as with the scorer:
 * everything else speaks of the profile last opened, in one go.
 */
export interface Refiner {
  /** Reads what the scorer has just opened. */
  open(profile: RawProfile, context: RankContext, scorer: Scorer): void;
  /** Changes the scores of `rows[0..count)`, or of the whole catalogue, in place; NaN and 0 stay what they are. */
  rescore(scores: Float32Array, rows: Uint32Array | undefined, count: number): void;
  /** The terms of the score of `row` as `rescore` leaves it, given those of what it found. */
  explain(row: number, terms: readonly ScoreTerm[]): readonly ScoreTerm[];
  /**
   * The places of `list` in the order in which they shall stand, given them best first. In a rank slot every place must come
   * back; in a fill slot there are more places than the slot shows, and some may be left out.
   */
  arrange(places: readonly number[], list: RankedList): readonly number[];
  /** Hears what has come of a request, while the scorer still has that profile open. */
  shown(request: SlotRequest, ranked: Ranked, context: RankContext): void;
  /** What changes in a profile because of these events, which it does not hold yet; undefined where nothing does. */
  learn(profile: RawProfile, events: readonly AisleEvent[]): Partial<RawProfile> | undefined;
  /** Of the newest list of a slot, or without one of what holds in every slot. */
  noteOf?(row: number, slot?: string): ItemNote | undefined;
}

/** Made once the parts that it needs are there; the same one serves every scorer of the bundle. */
export type CreateRefiner = (bundle: Bundle) => Refiner;
export type CreateStage = (bundle: Bundle) => Partial<Refiner>;

/** One after another: each sees the scores, and the order, that the ones before it have left. */
export function chainRefiners(stages: readonly Partial<Refiner>[]): Refiner {
  return {
    open(profile, context, scorer) {
      for (const stage of stages) stage.open?.(profile, context, scorer);
    },
    rescore(scores, rows, count) {
      for (const stage of stages) stage.rescore?.(scores, rows, count);
    },
    shown(request, ranked, context) {
      for (const stage of stages) stage.shown?.(request, ranked, context);
    },
    learn(profile, events) {
      const changes = stages.map((stage) => stage.learn?.(profile, events)).filter((change) => change !== undefined);
      return changes.length > 0 ? Object.assign({}, ...changes) : undefined;
    },
    explain: (row, terms) => stages.reduce((known, stage) => stage.explain?.(row, known) ?? known, terms),
    arrange: (places, list) => stages.reduce((order, stage) => stage.arrange?.(order, list) ?? order, places),
    noteOf: (row, slot) => stages.map((stage) => stage.noteOf?.(row, slot)).find((note) => note !== undefined),
  };
}
