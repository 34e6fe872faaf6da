import type { Bundle } from '../../bundle/decode.ts';

/** Added before a logarithm; each is about the smallest value of its column that still means something. */
const SHARE_FLOOR = 3e-4;
const EDGE_FLOOR = 1e-3;
const MASS_FLOOR = 1e-3;
const CONTENT_FLOOR = 1e-5;

/**
 * What the ranker knows of a decision before the learned model reorders it. Plain columns, filled by the ranker and only
 * read here, so that they may be reused from call to call: of each, the first `count` (or all of `history`) entries count.
 */
export interface CandidateContext {
  /** Candidates to score. */
  readonly count: number;
  /** Per candidate: its row in the bundle. */
  readonly rows: Uint32Array;
  /** Per candidate: share of the list score, s(i) / sum of s over the catalogue, before repeats are mixed in. */
  readonly share: Float32Array;
  /** Per candidate: cosine of its embedding with the profile's, 0 where either is empty. */
  readonly cosine: Float32Array;
  /** Per candidate: share of the content score over the catalogue. */
  readonly content: Float32Array;
  /** Sum of s over the catalogue: how much the lists know about this history at all. */
  readonly mass: number;
  /** Distinct rows of the history, newest first. */
  readonly history: Uint32Array;
  /** Per row of `history`: how many events it had. */
  readonly counts: ArrayLike<number>;
  /** Events of the history, repeats counted. */
  readonly length: number;
  /** Whether the newest two events were of one item. */
  readonly lastTwoAlike: boolean;
  /** Time between the newest two events, ms; 0 where there is one event only, or no real clock. */
  readonly gapMs: number;
}

/** The parts of a bundle that features are made of. */
export type FeatureBundle = Pick<Bundle, 'ids' | 'popularity' | 'neighbours' | 'embeddings'>;

/** What the lists of the history say about one candidate. */
interface Edges {
  /** W[newest, i] and W[second newest, i]. */
  last: number;
  previous: number;
  /** Sum of W[p, i], every p counting the same. */
  flat: number;
  largest: number;
  /** How many of the lists hold i. */
  lists: number;
  /** Place in `history`, -1 where it is not there. */
  place: number;
}

interface Row {
  readonly bundle: FeatureBundle;
  readonly context: CandidateContext;
  readonly candidate: number;
  readonly row: number;
  readonly edges: Edges;
  /** Sum of all weights of the history's lists: the unit of `edges.flat`. */
  readonly flatMass: number;
}

/**
 * Every input a learned ranker may name in the manifest, each a pure function of bundle and context. W[j, i] is the weight
 * of i in the list of j, as the bundle holds it. Never change one: bundles in the field were trained on it. Add another.
 */
const FEATURES: Readonly<Record<string, (row: Row) => number>> = {
  /** ln(L + 3e-4), L the share of the list score. */
  'ln-share': ({ context, candidate }) => Math.log(context.share[candidate]! + SHARE_FLOOR),
  /** ln(s + 1e-3), s the list score before it is divided by its sum. */
  'ln-score': ({ context, candidate }) => Math.log(context.share[candidate]! * context.mass + EDGE_FLOOR),
  /** ln of the sum of s, the same for all candidates. */
  'ln-mass': ({ context }) => Math.log(context.mass + MASS_FLOOR),
  'ln-edge-last': ({ edges }) => Math.log(edges.last + EDGE_FLOOR),
  'ln-edge-previous': ({ edges }) => Math.log(edges.previous + EDGE_FLOOR),
  /** sqrt W[i, newest]: the edge the other way round. */
  'sqrt-edge-back': ({ bundle, context, row }) =>
    context.history.length > 0 ? Math.sqrt(edgeOf(bundle, row, context.history[0]!)) : 0,
  'ln-largest-edge': ({ edges }) => Math.log(edges.largest + EDGE_FLOOR),
  /** Share of the lists' weight when every item of the history counts the same. */
  'ln-flat-share': ({ edges, flatMass }) => Math.log((flatMass > 0 ? edges.flat / flatMass : 0) + SHARE_FLOOR),
  'in-list': ({ edges }) => (edges.lists > 0 ? 1 : 0),
  /** ln(1 + number of the history's lists that hold i). */
  'ln-lists': ({ edges }) => Math.log1p(edges.lists),
  'cosine-profile': ({ context, candidate }) => context.cosine[candidate]!,
  'cosine-last': ({ bundle, context, row }) =>
    context.history.length > 0 ? cosineOf(bundle, row, context.history[0]!) : 0,
  /** ln(share + 1 / (10 items)). */
  'ln-popularity': ({ bundle, row }) => Math.log(bundle.popularity.share[row]! + 0.1 / bundle.ids.length),
  /** ln(1 + sessions that hold i). */
  'ln-support': ({ bundle, row }) => Math.log1p(bundle.popularity.support[row]!),
  /** ln(content share + 1e-5). */
  'ln-content': ({ context, candidate }) => Math.log(context.content[candidate]! + CONTENT_FLOOR),
  /** Whether i is the newest item of the history, the second, the third, or an older one. */
  'repeat-0': ({ edges }) => (edges.place === 0 ? 1 : 0),
  'repeat-1': ({ edges }) => (edges.place === 1 ? 1 : 0),
  'repeat-2': ({ edges }) => (edges.place === 2 ? 1 : 0),
  'repeat-3': ({ edges }) => (edges.place >= 3 ? 1 : 0),
  /** ln(1 + events of i in the history). */
  'ln-count': ({ context, edges }) => (edges.place >= 0 ? Math.log1p(context.counts[edges.place]!) : 0),
  'ln-length': ({ context }) => Math.log1p(context.length),
  'last-two-alike': ({ context }) => (context.lastTwoAlike ? 1 : 0),
  /** ln(1 + seconds between the newest two events). */
  'ln-gap': ({ context }) => Math.log1p(Math.max(context.gapMs, 0) / 1_000),
};

/** Every feature there is, in the order of their definition: what `aisle train` offers a ranker. */
export const FEATURE_NAMES: readonly string[] = Object.keys(FEATURES);

/** Whether this build can compute every feature of a ranker; a newer bundle's ranker is left out, not guessed at. */
export function areFeatures(names: readonly string[]): boolean {
  return names.every((name) => Object.hasOwn(FEATURES, name));
}

/**
 * Writes one row of `names.length` features for each candidate into `out` from `offset` on, not yet standardised.
 * Deterministic, keeps nothing; O(candidates x (features + dims) + history x k).
 *
 * @throws RangeError where `out` is too short or a name is unknown (ask `areFeatures` first)
 */
export function fillFeatures(
  bundle: FeatureBundle,
  context: CandidateContext,
  names: readonly string[],
  out: Float32Array,
  offset = 0,
): void {
  const end = offset + context.count * names.length;
  if (end > out.length) throw new RangeError(`${context.count} candidates need ${end} places, there are ${out.length}`);
  const columns = names.map(featureOf);
  const { edges, flatMass } = readEdges(bundle, context);
  let at = offset;
  for (let candidate = 0; candidate < context.count; candidate++) {
    const row = context.rows[candidate]!;
    const known = { bundle, context, candidate, row, edges: edges.get(row)!, flatMass };
    for (const column of columns) out[at++] = column(known);
  }
}

function featureOf(name: string): (row: Row) => number {
  const feature = Object.hasOwn(FEATURES, name) ? FEATURES[name] : undefined;
  if (!feature) throw new RangeError(`unknown feature ${name}; known are ${FEATURE_NAMES.join(', ')}`);
  return feature;
}

function readEdges(bundle: FeatureBundle, context: CandidateContext): { edges: Map<number, Edges>; flatMass: number } {
  const { k, index, weight, scale } = bundle.neighbours;
  const edges = new Map<number, Edges>();
  for (const row of context.rows.subarray(0, context.count)) {
    edges.set(row, { last: 0, previous: 0, flat: 0, largest: 0, lists: 0, place: -1 });
  }
  let flatMass = 0;
  context.history.forEach((from, place) => {
    const own = edges.get(from);
    if (own && own.place < 0) own.place = place;
    for (let slot = from * k; slot < (from + 1) * k; slot++) {
      const value = weight[slot]! * scale[from]!;
      if (value === 0) continue;
      flatMass += value;
      const edge = edges.get(index[slot]!);
      if (!edge) continue;
      if (place === 0) edge.last = value;
      else if (place === 1) edge.previous = value;
      edge.flat += value;
      edge.largest = Math.max(edge.largest, value);
      edge.lists++;
    }
  });
  return { edges, flatMass };
}

function edgeOf(bundle: FeatureBundle, from: number, to: number): number {
  const { k, index, weight, scale } = bundle.neighbours;
  for (let slot = from * k; slot < (from + 1) * k; slot++) {
    if (index[slot] === to && weight[slot]! > 0) return weight[slot]! * scale[from]!;
  }
  return 0;
}

/** The rows' scales cancel out, so the int8 values are all that a cosine needs. */
function cosineOf({ embeddings: { dims, values } }: FeatureBundle, a: number, b: number): number {
  let [dot, squareA, squareB] = [0, 0, 0];
  for (let dim = 0; dim < dims; dim++) {
    const [x, y] = [values[a * dims + dim]!, values[b * dims + dim]!];
    dot += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return dot === 0 ? 0 : dot / Math.sqrt(squareA * squareB);
}
