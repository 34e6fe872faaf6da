import type { Choices } from '../../worker/ranking/refine/choices.ts';
import { createRandom, normal } from './random.ts';

/** Steps of conjugate gradients a row and iteration, from where the last iteration left it (Takács, Pilászy and Tikk 2011). */
const STEPS = 3;
/** Deviation of the first factors, before it is divided by sqrt(dims). */
const SPREAD = 0.1;

export interface AlsParameters {
  readonly dims: number;
  /** Weight of every item, chosen or not, with preference 0. */
  readonly unobserved: number;
  readonly regularisation: number;
  /** Each brings users and items up to date once. */
  readonly iterations: number;
}

/** Rows of factors, `dims` each. */
export interface Factors {
  readonly dims: number;
  readonly values: Float64Array;
}

/** Choices of one side: row r has the entries `offsets[r]` up to, but without, `offsets[r + 1]`. */
interface Side {
  readonly offsets: Uint32Array;
  readonly other: Uint32Array;
  readonly confidence: Float64Array;
  readonly preference: Float64Array;
}

/**
 * Factors of the items by implicit alternating least squares: the u and v that minimise
 *
 *   sum of c (p - u v)^2 + unobserved sum over all pairs of (u v)^2 + regularisation sum over rows of weight |row|^2,
 *
 * p and c from the choices of each visitor, weight = entries of the row + unobserved x rows of the other side (Hu, Koren and
 * Volinsky 2008; Rendle, Krichene, Zhang and Koren 2022). Items without a choice stay 0.
 */
export function trainAls(
  visitors: readonly Choices[],
  items: number,
  { dims, unobserved, regularisation, iterations }: AlsParameters,
  seed: number,
): Factors {
  const [byUser, byItem] = toSides(visitors, items);
  const random = createRandom(seed);
  const spread = SPREAD / Math.sqrt(dims);
  const itemFactors = Float64Array.from({ length: items * dims }, () => spread * normal(random));
  const userFactors = new Float64Array(visitors.length * dims);
  for (let row = 0; row < items; row++) {
    if (byItem.offsets[row] === byItem.offsets[row + 1]) itemFactors.fill(0, row * dims, (row + 1) * dims);
  }
  for (let round = 0; round < iterations; round++) {
    update(userFactors, byUser, itemFactors, dims, unobserved, regularisation);
    update(itemFactors, byItem, userFactors, dims, unobserved, regularisation);
  }
  return { dims, values: itemFactors };
}

/** Brings all rows of one side nearer to what the other side asks for. */
function update(
  factors: Float64Array,
  { offsets, other, confidence, preference }: Side,
  fixed: Float64Array,
  dims: number,
  unobserved: number,
  regularisation: number,
): void {
  const rows = offsets.length - 1;
  const gram = gramOf(fixed, dims);
  for (let at = 0; at < gram.length; at++) gram[at]! *= unobserved;
  const [residual, direction, image] = [new Float64Array(dims), new Float64Array(dims), new Float64Array(dims)];
  for (let row = 0; row < rows; row++) {
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    if (from === to) continue;
    const x = factors.subarray(row * dims, (row + 1) * dims);
    const ridge = regularisation * (to - from + (unobserved * fixed.length) / dims);
    // out = (unobserved G + ridge I) vector + sum of c v (v vector)
    const apply = (vector: Float64Array, out: Float64Array): void => {
      for (let dim = 0; dim < dims; dim++) {
        let sum = ridge * vector[dim]!;
        for (let at = 0; at < dims; at++) sum += gram[dim * dims + at]! * vector[at]!;
        out[dim] = sum;
      }
      for (let entry = from; entry < to; entry++) {
        const start = other[entry]! * dims;
        let dot = 0;
        for (let dim = 0; dim < dims; dim++) dot += fixed[start + dim]! * vector[dim]!;
        dot *= confidence[entry]!;
        for (let dim = 0; dim < dims; dim++) out[dim]! += dot * fixed[start + dim]!;
      }
    };
    apply(x, residual);
    for (let dim = 0; dim < dims; dim++) residual[dim] = -residual[dim]!;
    for (let entry = from; entry < to; entry++) {
      const [start, pull] = [other[entry]! * dims, confidence[entry]! * preference[entry]!];
      for (let dim = 0; dim < dims; dim++) residual[dim]! += pull * fixed[start + dim]!;
    }
    direction.set(residual);
    let square = dotOf(residual, residual);
    for (let step = 0; step < STEPS && square > 1e-20; step++) {
      apply(direction, image);
      const length = square / dotOf(direction, image);
      for (let dim = 0; dim < dims; dim++) {
        x[dim]! += length * direction[dim]!;
        residual[dim]! -= length * image[dim]!;
      }
      const next = dotOf(residual, residual);
      for (let dim = 0; dim < dims; dim++) direction[dim] = residual[dim]! + (next / square) * direction[dim]!;
      square = next;
    }
  }
}

function toSides(visitors: readonly Choices[], items: number): [byUser: Side, byItem: Side] {
  const users = new Uint32Array(visitors.length + 1);
  visitors.forEach(({ rows }, user) => (users[user + 1] = users[user]! + rows.length));
  const byUser = createSide(users);
  visitors.forEach(({ rows, confidence, preference }, user) => {
    byUser.other.set(rows, users[user]);
    byUser.confidence.set(confidence, users[user]);
    byUser.preference.set(preference, users[user]);
  });
  const ends = new Uint32Array(items + 1);
  for (const row of byUser.other) ends[row + 1]!++;
  for (let row = 0; row < items; row++) ends[row + 1]! += ends[row]!;
  const byItem = createSide(ends);
  const next = ends.slice();
  visitors.forEach((_, user) => {
    for (let entry = users[user]!; entry < users[user + 1]!; entry++) {
      const at = next[byUser.other[entry]!]!++;
      byItem.other[at] = user;
      byItem.confidence[at] = byUser.confidence[entry]!;
      byItem.preference[at] = byUser.preference[entry]!;
    }
  });
  return [byUser, byItem];
}

function createSide(offsets: Uint32Array): Side {
  const entries = offsets.at(-1)!;
  return {
    offsets,
    other: new Uint32Array(entries),
    confidence: new Float64Array(entries),
    preference: new Float64Array(entries),
  };
}

function gramOf(factors: Float64Array, dims: number): Float64Array {
  const gram = new Float64Array(dims * dims);
  for (let start = 0; start < factors.length; start += dims) {
    for (let dim = 0; dim < dims; dim++) {
      const value = factors[start + dim]!;
      if (value === 0) continue;
      for (let other = 0; other <= dim; other++) gram[dim * dims + other]! += value * factors[start + other]!;
    }
  }
  for (let dim = 0; dim < dims; dim++) {
    for (let other = 0; other < dim; other++) gram[other * dims + dim] = gram[dim * dims + other]!;
  }
  return gram;
}

function dotOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
