import { atLeastCore, spanningTree } from './reachability.ts';

/** What a cluster is made of, as the criterion sees it. */
interface Dense {
  /** Rows that are no ends of its spanning tree, or all of them where there are none. */
  readonly inner: readonly number[];
  /** By row: how sparse it is around it. */
  readonly core: ReadonlyMap<number, number>;
  /** The sparsest place inside. */
  readonly sparseness: number;
  readonly rows: number;
}

/**
 * Density-based clustering validation (Moulavi, Jaskowiak, Campello, Zimek and Sander 2014): how much sparser it is between
 * clusters than inside them, -1 to 1, weighed by size; noise counts as 0. `width` is the number of features. 0 for fewer than two.
 */
export function dbcv(distances: Float32Array, labels: ArrayLike<number>, width: number): number {
  const rows = labels.length;
  const members = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    if (labels[row]! >= 0) members.set(labels[row]!, [...(members.get(labels[row]!) ?? []), row]);
  }
  const clusters = [...members.values()]
    .filter((each) => each.length > 1)
    .map((each) => toDense(distances, rows, each, width));
  if (clusters.length < 2) return 0;
  return clusters.reduce((sum, own) => {
    let separation = Infinity;
    for (const other of clusters) {
      if (other !== own) separation = Math.min(separation, between(distances, rows, own, other));
    }
    const validity = (separation - own.sparseness) / Math.max(separation, own.sparseness, 1e-12);
    return sum + (own.rows / rows) * validity;
  }, 0);
}

function toDense(distances: Float32Array, rows: number, members: readonly number[], width: number): Dense {
  const count = members.length;
  const own = new Float32Array(count * count);
  members.forEach((a, i) => members.forEach((b, j) => (own[i * count + j] = distances[a * rows + b]!)));
  const core = Float32Array.from(members, (_, i) => coreOf(own, count, i, width));
  const edges = spanningTree(atLeastCore(own, core), count);
  const degrees = new Uint32Array(count);
  for (const { from, to } of edges) {
    degrees[from]!++;
    degrees[to]!++;
  }
  const isInner = (at: number) => degrees[at]! > 1;
  const between = edges.filter(({ from, to }) => isInner(from) && isInner(to));
  const inner = members.filter((_, at) => isInner(at));
  return {
    inner: inner.length > 0 ? inner : members,
    core: new Map(members.map((row, at) => [row, core[at]!])),
    sparseness: Math.max(...(between.length > 0 ? between : edges).map(({ distance }) => distance)),
    rows: count,
  };
}

/** The all-points core distance: a mean of the distances to all others in which near ones weigh most. */
function coreOf(own: Float32Array, count: number, at: number, width: number): number {
  // by logarithms: a power of the number of features leaves what a double can hold
  let least = Infinity;
  for (let other = 0; other < count; other++) {
    if (other !== at) least = Math.min(least, Math.max(own[at * count + other]!, 1e-9));
  }
  let sum = 0;
  for (let other = 0; other < count; other++) {
    if (other !== at) sum += (least / Math.max(own[at * count + other]!, 1e-9)) ** width;
  }
  return least * (sum / (count - 1)) ** (-1 / width);
}

function between(distances: Float32Array, rows: number, one: Dense, other: Dense): number {
  let least = Infinity;
  for (const a of one.inner) {
    for (const b of other.inner) {
      least = Math.min(least, Math.max(distances[a * rows + b]!, one.core.get(a)!, other.core.get(b)!));
    }
  }
  return least;
}
