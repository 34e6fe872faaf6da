import type { Bundle } from '../../worker/bundle/decode.ts';
import type { RawProfile } from '../../worker/profile/profile.ts';

/** How much of what a list leaves out of the history's distribution is forgiven: Steck's alpha, which keeps KL finite. */
const SMOOTHING = 0.01;

/** What lists are like beside being right; means over lists. Null where the catalogue has nothing to tell it by. */
export interface ListQuality {
  /** Share of the items seen in training that stood in some list. */
  readonly coverage: number;
  /** Gini coefficient of how often each of those was listed: 0 all alike, 1 one has all. */
  readonly gini: number;
  /** Mean of -log2 of the listed items' share of popularity, bits (Zhou et al. 2010). */
  readonly novelty: number;
  /** Mean of 1 - cosine over the pairs of a list (Ziegler et al. 2005), by embeddings and by attribute values. */
  readonly diversity: number;
  readonly attributeDiversity: number | null;
  /** KL divergence of a list's distribution over `calibratedBy` from the history's, nats (Steck 2018). */
  readonly calibration: number | null;
  readonly calibratedBy: string | null;
}

export interface ListQualityCollector {
  /** The rows of a list, and whose it is. */
  add(rows: readonly number[], profile: RawProfile): void;
  finish(): ListQuality;
}

/** `sessions`: training sessions that hold each row. */
export function createListQuality(bundle: Bundle, sessions: Uint32Array): ListQualityCollector {
  const exposure = new Uint32Array(bundle.ids.length);
  const total = sessions.reduce((sum, count) => sum + count, 0);
  // of the attributes the one that tells most of what shoppers go by
  const category = bundle.attributes.toSorted((a, b) => b.weight - a.weight)[0];
  const novelty = createMean();
  const diversity = createMean();
  const attributeDiversity = createMean();
  const calibration = createMean();
  return {
    add(rows, { recent }) {
      if (rows.length === 0) return;
      for (const row of rows) {
        exposure[row]!++;
        novelty.add(-Math.log2(Math.max(sessions[row]!, 1) / Math.max(total, 1)));
      }
      diversity.add(embeddingSpread(bundle, rows));
      if (bundle.attributes.length > 0) attributeDiversity.add(attributeSpread(bundle, rows));
      if (!category) return;
      const history = recent.flatMap(({ item }) => bundle.rows.get(item) ?? []);
      calibration.add(divergence(distributionOf(category, history), distributionOf(category, rows)));
    },
    finish() {
      const known = exposure.filter((_, row) => sessions[row]! > 0);
      return {
        coverage: known.filter((count) => count > 0).length / Math.max(known.length, 1),
        gini: giniOf(known),
        novelty: novelty.value() ?? 0,
        diversity: diversity.value() ?? 0,
        attributeDiversity: attributeDiversity.value(),
        calibration: calibration.value(),
        calibratedBy: category?.name ?? null,
      };
    },
  };
}

/** Gini coefficient: 2 sum of i x_i / (n sum of x) - (n + 1) / n, x ascending, i from 1. */
export function giniOf(counts: Uint32Array): number {
  const sum = counts.reduce((all, count) => all + count, 0);
  if (sum === 0) return 0;
  const weighted = counts.toSorted().reduce((all, count, index) => all + (index + 1) * count, 0);
  return (2 * weighted) / (counts.length * sum) - (counts.length + 1) / counts.length;
}

/** KL(p || (1 - a) q + a p): 0 where the list has the history's mixture. Undefined where either knows no value. */
export function divergence(p: ReadonlyMap<number, number>, q: ReadonlyMap<number, number>): number | undefined {
  if (p.size === 0 || q.size === 0) return undefined;
  let sum = 0;
  for (const [value, share] of p) {
    sum += share * Math.log(share / ((1 - SMOOTHING) * (q.get(value) ?? 0) + SMOOTHING * share));
  }
  return sum;
}

/** Share of each value; an item of several shares its one vote among them. */
function distributionOf(
  { offsets, codes }: Bundle['attributes'][number],
  rows: readonly number[],
): Map<number, number> {
  const shares = new Map<number, number>();
  const told = rows.filter((row) => offsets[row + 1]! > offsets[row]!);
  for (const row of told) {
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    for (let at = from; at < to; at++) {
      shares.set(codes[at]!, (shares.get(codes[at]!) ?? 0) + 1 / (to - from) / told.length);
    }
  }
  return shares;
}

/** Of vectors of length 1 the mean cosine of all pairs follows from the length of their sum: n is enough, not n squared. */
function spreadOf(count: number, squaredSum: number): number | undefined {
  return count < 2 ? undefined : 1 - (squaredSum - count) / (count * (count - 1));
}

function embeddingSpread({ embeddings: { dims, values, scale } }: Bundle, rows: readonly number[]): number | undefined {
  const sum = new Float64Array(dims);
  let count = 0;
  for (const row of rows) {
    let square = 0;
    for (let dim = 0; dim < dims; dim++) square += values[row * dims + dim]! ** 2;
    if (square === 0 || scale[row] === 0) continue;
    const unit = 1 / Math.sqrt(square);
    for (let dim = 0; dim < dims; dim++) sum[dim]! += unit * values[row * dims + dim]!;
    count++;
  }
  return spreadOf(
    count,
    sum.reduce((all, value) => all + value * value, 0),
  );
}

function attributeSpread({ attributes }: Bundle, rows: readonly number[]): number | undefined {
  const sums = attributes.map(() => new Map<number, number>());
  let count = 0;
  for (const row of rows) {
    const values = attributes.reduce((all, { offsets }) => all + offsets[row + 1]! - offsets[row]!, 0);
    if (values === 0) continue;
    const unit = 1 / Math.sqrt(values);
    attributes.forEach(({ offsets, codes }, column) => {
      const sum = sums[column]!;
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) sum.set(codes[at]!, (sum.get(codes[at]!) ?? 0) + unit);
    });
    count++;
  }
  let square = 0;
  for (const sum of sums) for (const value of sum.values()) square += value * value;
  return spreadOf(count, square);
}

function createMean(): { add(value: number | undefined): void; value(): number | null } {
  let [sum, count] = [0, 0];
  return {
    add(value) {
      if (value === undefined) return;
      sum += value;
      count++;
    },
    value: () => (count > 0 ? sum / count : null),
  };
}
