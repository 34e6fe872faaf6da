import type { TrendsPart } from '../../../contract/parts.ts';
import {
  createColumnReader,
  type CandidateColumns,
  type FeatureBundle,
  type OpenProfile,
} from './candidate-columns.ts';

/** Added before a logarithm; each is about the smallest value of its column that still means something. */
const SHARE_FLOOR = 3e-4;
const EDGE_FLOOR = 1e-3;
const MASS_FLOOR = 1e-3;
const CONTENT_FLOOR = 1e-5;
const SCORE_FLOOR = 1e-7;
const TREND_FLOOR = 0.1;

interface Known {
  readonly bundle: FeatureBundle;
  readonly trends: TrendsPart | undefined;
  readonly scorer: OpenProfile;
  readonly columns: CandidateColumns;
}

/**
 * Every input a learned ranker may name in the manifest: of the candidate i at a place of the columns, a pure function of bundle
 * and profile. W[j, i] is the weight of i in the list of j, as the bundle holds it; the history's items p_0, p_1, ... are
 * distinct, newest first. Never change one: bundles in the field were trained on it. Add another.
 */
const FEATURES: Readonly<Record<string, (known: Known, at: number) => number>> = {
  /** ln(score + 1e-7), of the score that is to be changed. */
  'ln-mixture': ({ columns }, at) => Math.log(columns.scores[at]! + SCORE_FLOOR),
  /** ln(L + 3e-4), L the share of the list score. */
  'ln-share': ({ scorer: { lists }, columns }, at) =>
    Math.log((lists.mass > 0 ? lists.sums[columns.rows[at]!]! / lists.mass : 0) + SHARE_FLOOR),
  /** ln(s + 1e-3), s the list score before it is divided by its sum. */
  'ln-score': ({ scorer: { lists }, columns }, at) => Math.log(lists.sums[columns.rows[at]!]! + EDGE_FLOOR),
  /** ln of the sum of s, the same for all candidates. */
  'ln-mass': ({ scorer: { lists } }) => Math.log(lists.mass + MASS_FLOOR),
  /** ln(W[p_0, i] + 1e-3), and of p_1. */
  'ln-edge-last': ({ columns }, at) => Math.log(columns.edgeLast[at]! + EDGE_FLOOR),
  'ln-edge-previous': ({ columns }, at) => Math.log(columns.edgePrevious[at]! + EDGE_FLOOR),
  /** sqrt W[i, p_0]: the edge the other way round; and of the sum of decay^r W[i, p_r]. */
  'sqrt-edge-back': ({ columns }, at) => Math.sqrt(columns.backLast[at]!),
  'sqrt-edges-back': ({ columns }, at) => Math.sqrt(columns.backSum[at]!),
  'ln-largest-edge': ({ columns }, at) => Math.log(columns.edgeLargest[at]! + EDGE_FLOOR),
  /** Share of the lists' weight when every item of the history counts the same. */
  'ln-flat-share': ({ columns: { edgeMass, edgeSum } }, at) =>
    Math.log((edgeMass > 0 ? edgeSum[at]! / edgeMass : 0) + SHARE_FLOOR),
  'in-list': ({ columns }, at) => (columns.lists[at]! > 0 ? 1 : 0),
  /** ln(1 + number of the history's lists that hold i). */
  'ln-lists': ({ columns }, at) => Math.log1p(columns.lists[at]!),
  /** Cosine of embeddings: with the profile's, with p_0, with p_1, and the highest with p_0 to p_4; 0 where one is empty. */
  'cosine-profile': ({ columns }, at) => columns.cosine[at]!,
  'cosine-last': ({ columns }, at) => columns.cosineLast[at]!,
  'cosine-previous': ({ columns }, at) => columns.cosinePrevious[at]!,
  'cosine-largest': ({ columns }, at) => columns.cosineLargest[at]!,
  /** ln(share + 1 / (10 items)). */
  'ln-popularity': ({ bundle: { popularity, ids }, columns }, at) =>
    Math.log(popularity.share[columns.rows[at]!]! + 0.1 / ids.length),
  /** ln of the popularity as the visitor's region has it. */
  'ln-regional': ({ scorer: { popularity }, columns }, at) => Math.log(popularity[columns.rows[at]!]!),
  /** ln(1 + sessions that hold i), and p_0. */
  'ln-support': ({ bundle: { popularity }, columns }, at) => Math.log1p(popularity.support[columns.rows[at]!]!),
  'ln-support-last': ({ bundle: { popularity }, scorer: { query } }) =>
    Math.log1p(popularity.support[query.history[0] ?? -1] ?? 0),
  /** ln(trend + .1), the share of the newest sessions over that of all. */
  'ln-trend': ({ trends, columns }, at) => Math.log((trends?.trend[columns.rows[at]!] ?? 1) + TREND_FLOOR),
  /** ln(content share + 1e-5). */
  'ln-content': ({ columns }, at) => Math.log(columns.content[at]! + CONTENT_FLOOR),
  /** Share of the attribute values of p_0 that i has too. */
  'alike-last': ({ columns }, at) => columns.alike[at]!,
  /** Whether i is p_0, p_1, p_2, or an older one. */
  'repeat-0': ({ columns }, at) => (columns.place[at] === 0 ? 1 : 0),
  'repeat-1': ({ columns }, at) => (columns.place[at] === 1 ? 1 : 0),
  'repeat-2': ({ columns }, at) => (columns.place[at] === 2 ? 1 : 0),
  'repeat-3': ({ columns }, at) => (columns.place[at]! >= 3 ? 1 : 0),
  /** ln(1 + r) where i is p_r, else 0. */
  'ln-place': ({ columns }, at) => Math.log1p(Math.max(columns.place[at]!, 0)),
  /** ln(1 + events of i in the history). */
  'ln-count': ({ scorer: { query }, columns }, at) => Math.log1p(query.counts[columns.place[at]!] ?? 0),
  /** Where i is in the history: how often an event of i comes back in its session. */
  'repeat-rate': ({ trends, columns }, at) =>
    columns.place[at]! < 0 ? 0 : (trends?.repeatRate[columns.rows[at]!] ?? 0),
  'ln-length': ({ scorer: { query } }) => Math.log1p(query.events),
  /** Distinct items over events: 1 where nothing was looked at twice. */
  'share-distinct': ({ scorer: { query } }) => query.history.length / Math.max(query.events, 1),
  'last-two-alike': ({ scorer: { query } }) => (query.lastTwoAlike ? 1 : 0),
  /** ln(1 + seconds between the newest two events). */
  'ln-gap': ({ scorer: { query } }) => Math.log1p(Math.max(query.gapMs, 0) / 1_000),
  /** Weight of lists and repeats in the mixture. */
  alpha: ({ scorer }) => scorer.mix.collaborative,
};

/** Every feature there is, in the order of their definition: what `aisle train` offers a ranker. */
export const FEATURE_NAMES: readonly string[] = Object.keys(FEATURES);

/** Those that need the part `trends`. */
export const TREND_FEATURES: readonly string[] = ['ln-trend', 'repeat-rate'];

/** Whether this build can compute every feature of a ranker; a newer bundle's ranker is left out, not guessed at. */
export function areFeatures(names: readonly string[]): boolean {
  return names.every((name) => Object.hasOwn(FEATURES, name));
}

/**
 * Writes a row of features for each of `rows[0..count)` into `out` from `offset` on, not yet standardised, as the profile sees
 * them that `scorer` has open; `scores`, one a row, are those to be changed. O(count x (features + dims + k) + history x k).
 */
export type FillFeatures = (
  scorer: OpenProfile,
  rows: Uint32Array,
  count: number,
  scores: ArrayLike<number>,
  out: Float32Array,
  offset?: number,
) => void;

/**
 * Prepares the features `names` of a bundle, on buffers that are used again.
 *
 * @throws RangeError where a name is unknown (ask `areFeatures` first), and later where `out` is too short
 */
export function createFeatures(
  bundle: FeatureBundle,
  trends: TrendsPart | undefined,
  names: readonly string[],
): FillFeatures {
  const features = names.map(featureOf);
  const readColumns = createColumnReader(bundle);
  return (scorer, rows, count, scores, out, offset = 0) => {
    const end = offset + count * names.length;
    if (end > out.length) throw new RangeError(`${count} candidates need ${end} places, there are ${out.length}`);
    const known = { bundle, trends, scorer, columns: readColumns(scorer, rows, count, scores) };
    for (let at = 0, to = offset; at < count; at++) for (const feature of features) out[to++] = feature(known, at);
  };
}

function featureOf(name: string): (known: Known, at: number) => number {
  const feature = Object.hasOwn(FEATURES, name) ? FEATURES[name] : undefined;
  if (!feature) throw new RangeError(`unknown feature ${name}; known are ${FEATURE_NAMES.join(', ')}`);
  return feature;
}
