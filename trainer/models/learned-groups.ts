import type { TrendsPart } from '../../contract/parts.ts';
import { createPlainKernel } from '../../worker/ranking/kernel/plain-kernel.ts';
import { createTopK } from '../../worker/ranking/kernel/top-k.ts';
import { createFeatures } from '../../worker/ranking/learned/features.ts';
import { weighColumns } from '../../worker/ranking/refine/importance.ts';
import { createScorer } from '../../worker/ranking/scorer.ts';
import { playSteps } from './journeys.ts';
import type { LearnedGroups } from './learned.ts';
import { createNearSlates } from './near-slates.ts';
import { createRandom } from './random.ts';
import { createSlateSource } from './slates.ts';
import type { Tail } from './tail.ts';

/** Where the candidates of a group come from. */
export type GroupKind = 'whole' | 'near' | 'popular';

/** Share of the steps that are also met as a slot full of items like the true one, and as one drawn by popularity. */
const SLATE_SHARES = { near: 0.5, popular: 0.25 } as const;

/** What a ranker is fitted on and judged by, as a device will meet it. */
export interface TailGroups extends LearnedGroups {
  readonly kind: readonly GroupKind[];
  readonly session: Uint32Array;
  /** Per group: how many of its rows, the first, a device would reorder; the others are there to learn from. */
  readonly candidates: Uint32Array;
  /** Per group: the newest item of the history among its rows, -1 where it is not there. */
  readonly newest: Int32Array;
  /** Per row: ln of the mixture's score. */
  readonly mixture: Float32Array;
}

export interface GroupOptions {
  readonly trends: TrendsPart;
  readonly names: readonly string[];
  /** How many of the mixture's best items a device shall reorder. */
  readonly candidates: number;
}

/**
 * For every target the mixture's best items of the whole catalogue, the best first, with the true one and 49 drawn by popularity
 * (a ranker that has seen strong candidates only would order weak ones by chance); and for some of them slots of 50, most of them
 * like the true item, as on a page of one category. Never popularity alone: it teaches to tell what is popular, which no page asks.
 */
export function collectGroups(
  { log, bundle, seed, importance }: Tail,
  targets: Uint32Array,
  { trends, names, candidates }: GroupOptions,
): TailGroups {
  const random = createRandom(seed);
  const scorer = createScorer(bundle, createPlainKernel(bundle.embeddings));
  const fillFeatures = createFeatures(bundle, trends, names);
  const { support } = bundle.popularity;
  const top = createTopK();
  const popular = createSlateSource(support, random);
  const sources = { near: createNearSlates(bundle, popular), popular };
  const features = createGrowing(names.length);
  const mixture = createGrowing(1);
  const [kind, session, sizes]: [GroupKind[], number[], number[]] = [[], [], []];
  const [own, target, newest]: [number[], number[], number[]] = [[], [], []];

  playSteps(log, targets, bundle, (moment) => {
    // a device does not ask a ranker about what no session has held
    if (support[moment.target] === 0) return;
    scorer.open(moment.profile, moment);
    if (importance) weighColumns(scorer.query, scorer.tables, importance.strength);
    const scores = scorer.score(undefined, bundle.ids.length);
    const add = (from: GroupKind, rows: Uint32Array, count: number): void => {
      const before = Float32Array.from(rows, (row) => scores[row]!);
      fillFeatures(scorer, rows, rows.length, before, ...features.take(rows.length));
      const [logs, at] = mixture.take(rows.length);
      before.forEach((score, place) => (logs[at + place] = Math.log(score)));
      kind.push(from);
      session.push(moment.session);
      sizes.push(rows.length);
      own.push(count);
      target.push(rows.indexOf(moment.target));
      newest.push(rows.indexOf(scorer.query.history[0] ?? -1));
    };
    top.start(candidates);
    scores.forEach((score, row) => {
      if (score > 0 && score >= top.threshold() && support[row]! > 0) top.offer(row, score);
    });
    const best = top.finish().rows;
    add('whole', Uint32Array.from(new Set([...best, ...popular.draw(moment.target, [])])), best.length);
    for (const from of ['near', 'popular'] as const) {
      if (random() >= SLATE_SHARES[from]) continue;
      const slate = sources[from].draw(moment.target, []).filter((row) => support[row]! > 0 && scores[row]! > 0);
      if (slate.includes(moment.target)) add(from, slate, slate.length);
    }
  });
  const offsets = new Uint32Array(sizes.length + 1);
  sizes.forEach((size, group) => (offsets[group + 1] = offsets[group]! + size));
  return {
    features: features.all(),
    width: names.length,
    offsets,
    target: Int32Array.from(target),
    kind,
    session: Uint32Array.from(session),
    candidates: Uint32Array.from(own),
    newest: Int32Array.from(newest),
    mixture: mixture.all(),
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
