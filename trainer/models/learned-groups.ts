import type { TrendsPart } from '../../contract/parts.ts';
import { createPlainKernel } from '../../worker/ranking/kernel/plain-kernel.ts';
import { createTopK, selectTop } from '../../worker/ranking/kernel/top-k.ts';
import { createFeatures } from '../../worker/ranking/learned/features.ts';
import { weighColumns } from '../../worker/ranking/refine/importance.ts';
import { createScorer } from '../../worker/ranking/scorer.ts';
import { playSteps } from './journeys.ts';
import type { LearnedGroups } from './learned.ts';
import { createNearSlates } from './near-slates.ts';
import { createRandom } from './random.ts';
import { createSlateSource } from './slates.ts';
import type { Tail } from './tail.ts';

/** Share of the steps that are also met as a slot full of items like the true one, and as one drawn by popularity. */
const NEAR_SHARE = 0.5;
const POPULAR_SHARE = 0.25;

export interface GroupOptions {
  readonly trends: TrendsPart;
  readonly names: readonly string[];
  /** How many of the mixture's best items a device shall reorder. */
  readonly candidates: number;
}

/**
 * What a ranker is fitted on, as a device will meet it: for every target the mixture's best items of the whole catalogue with
 * the true one and 49 drawn by popularity (a ranker that has seen strong candidates only would order weak ones by chance); and
 * for some of them slots of 50, most of them like the true item, as on a page of one category. Never popularity alone: it
 * teaches to tell what is popular, which no page asks.
 */
export function collectGroups(
  { log, bundle, seed, importance }: Tail,
  targets: Uint32Array,
  { trends, names, candidates }: GroupOptions,
): LearnedGroups {
  const random = createRandom(seed);
  const scorer = createScorer(bundle, createPlainKernel(bundle.embeddings));
  const fillFeatures = createFeatures(bundle, trends, names);
  const top = createTopK();
  const popular = createSlateSource(bundle.popularity.support, random);
  const near = createNearSlates(bundle, popular);
  const columns = createGrowing(names.length);
  const groups: { readonly size: number; readonly target: number }[] = [];

  const add = (rows: Uint32Array, scores: ArrayLike<number>, target: number): void => {
    fillFeatures(scorer, rows, rows.length, scores, ...columns.take(rows.length));
    groups.push({ size: rows.length, target: rows.indexOf(target) });
  };

  playSteps(log, targets, bundle, (moment) => {
    const { target } = moment;
    scorer.open(moment.profile, moment);
    if (importance) weighColumns(scorer.query, scorer.tables, importance.strength);
    const scores = scorer.score(undefined, bundle.ids.length);
    const best = selectTop(top, scores, candidates).rows;
    const rows = Uint32Array.from(new Set([...best, ...popular.draw(target, [])]));
    add(
      rows,
      Float32Array.from(rows, (row) => scores[row]!),
      target,
    );
    for (const [share, source] of [
      [NEAR_SHARE, near],
      [POPULAR_SHARE, popular],
    ] as const) {
      if (random() >= share) continue;
      const slate = source.draw(target, []);
      add(
        slate,
        Float32Array.from(slate, (row) => scores[row]!),
        target,
      );
    }
  });
  const offsets = new Uint32Array(groups.length + 1);
  groups.forEach(({ size }, group) => (offsets[group + 1] = offsets[group]! + size));
  return {
    features: columns.all(),
    width: names.length,
    offsets,
    target: Int32Array.from(groups, ({ target }) => target),
  };
}

/** Rows of `width` columns, as many as will come. */
function createGrowing(width: number) {
  let values = new Float32Array(1 << 20);
  let used = 0;
  return {
    /** Room for so many rows more, and where they begin. */
    take(rows: number): [Float32Array, number] {
      const from = used;
      used += rows * width;
      if (used > values.length) {
        const longer = new Float32Array(Math.max(used, 1.5 * values.length));
        longer.set(values);
        values = longer;
      }
      return [values, from];
    },
    all: (): Float32Array => values.subarray(0, used),
  };
}
