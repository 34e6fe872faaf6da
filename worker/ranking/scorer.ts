import type { Bundle } from '../bundle/decode.ts';
import type { RowOf } from '../intake/resolve.ts';
import type { RawProfile } from '../profile/raw-profile.ts';
import { createListScores, readLists, readProfileVector, readRepeats, type ListScores } from './collaborative.ts';
import { readContent } from './content.ts';
import { regionalPopularity } from './fallbacks.ts';
import { mixOf, type Mix } from './hybrid.ts';
import type { ScorerKernel } from './kernel/kernel.ts';
import { createQuery, hasContent, readQuery, type Query } from './query.ts';
import { createTables, type Tables } from './tables.ts';

/** What a decision depends on beside the profile. */
export interface RankContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Coarse region as the shop names it. */
  readonly region?: string | undefined;
  /** Finds the items that a slot names, each by its ids. Default: by the first of them, as the bundle writes it. */
  readonly rowOf?: RowOf | undefined;
}

/**
 * A profile turned into scores, on buffers that are made once per bundle. `open` first; everything else speaks of the
 * profile last opened, and every array returned is overwritten by the next call.
 */
export interface Scorer {
  readonly tables: Tables;
  readonly query: Query;
  readonly lists: ListScores;
  /** Chance of each place of the history to be repeated, and their sum. */
  repeats: number[];
  repeatSum: number;
  /** The history as a unit vector; all zero where it has no embedding. */
  readonly vector: Float32Array;
  popularity: Float32Array;
  mix: Mix;
  /** Reads the profile, as `change` leaves it. Returns whether it knows anything. */
  open(profile: RawProfile, context: RankContext, change?: (query: Query) => void): boolean;
  /** Scores of `rows[0..count)`, or of the whole catalogue; 0 where nothing speaks for an item. */
  score(rows: Uint32Array | undefined, count: number): Float32Array;
}

export function createScorer(bundle: Bundle, kernel: ScorerKernel): Scorer {
  const { ranking, dims } = bundle.manifest;
  const tables = createTables(bundle);
  const query = createQuery(tables);
  const lists = createListScores(bundle.ids.length);
  /** Per row: chance to be repeated. */
  const chances = new Float32Array(bundle.ids.length);
  const vector = new Float32Array(dims);
  let region: string | undefined;
  let parts = new Float32Array(0);
  let scores = new Float32Array(0);

  /** Adds `weight` times a part. */
  const add = (weight: number, count: number, read: (out: Float32Array) => void): void => {
    if (weight === 0) return;
    read(parts);
    for (let at = 0; at < count; at++) if (parts[at]! > 0) scores[at]! += weight * parts[at]!;
  };

  const scorer: Scorer = {
    tables,
    query,
    lists,
    repeats: [],
    repeatSum: 0,
    vector,
    popularity: tables.popularity,
    mix: {} as Mix,
    open(profile, context, change) {
      for (const row of query.history) chances[row] = 0;
      readQuery(query, profile, bundle, tables, context.now);
      change?.(query);
      readLists(lists, query, bundle);
      scorer.repeats = readRepeats(query, bundle);
      scorer.repeatSum = scorer.repeats.reduce((sum, chance) => sum + chance, 0);
      query.history.forEach((row, place) => (chances[row] = scorer.repeats[place]!));
      readProfileVector(vector, query, bundle);
      if (context.region !== region) {
        region = context.region;
        scorer.popularity = regionalPopularity(bundle, tables, region);
      }
      scorer.mix = mixOf(ranking, lists.mass, query.evidence, hasContent(query));
      return query.history.length > 0 || hasContent(query);
    },
    score(rows, count) {
      if (scores.length < count) [parts, scores] = [new Float32Array(count), new Float32Array(count)];
      const { mix, popularity, repeatSum } = scorer;
      const { sums, mass } = lists;
      const share = mass > 0 ? (mix.collaborative * (1 - repeatSum)) / mass : 0;
      for (let at = 0; at < count; at++) {
        const row = rows ? rows[at]! : at;
        scores[at] = mix.popularity * popularity[row]! + share * sums[row]! + mix.collaborative * chances[row]!;
      }
      add(mix.content, count, (out) => readContent(out, query, tables, rows, count));
      add(mix.collaborative * ranking.embedding.weight, count, (out) => {
        if (rows) kernel.gather(vector, rows, count, out);
        else kernel.score?.(vector, out);
      });
      return scores.subarray(0, count);
    },
  };
  return scorer;
}
