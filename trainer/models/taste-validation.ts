import { toChoices, type Encounter } from '../../worker/ranking/refine/choices.ts';
import { createFoldIn } from '../../worker/ranking/refine/fold-in.ts';
import { createPlainKernel } from '../../worker/ranking/kernel/plain-kernel.ts';
import { createTopK, type TopK } from '../../worker/ranking/kernel/top-k.ts';
import type { Embeddings } from './model.ts';
import type { FoldInRules } from './taste-table.ts';

const K = 10;

/** One visitor, of whom a part of the items is hidden. */
export interface HeldOut {
  readonly known: readonly Encounter[];
  /** Rows. */
  readonly hidden: Uint32Array;
}

/** NDCG@10 of each visitor's hidden items among all that he is not known to have met, by taste alone. */
export function judgeTable(
  table: Embeddings,
  rules: FoldInRules,
  eventWeights: Readonly<Record<string, number>>,
  heldOut: readonly HeldOut[],
): Float64Array {
  const foldIn = createFoldIn(rules, table);
  const kernel = createPlainKernel(table);
  const scores = new Float32Array(table.scale.length);
  const top = createTopK();
  return Float64Array.from(heldOut, ({ known, hidden }) => {
    foldIn.read(toChoices(known, rules, eventWeights));
    kernel.score(foldIn.vector, scores);
    for (const { row } of known) scores[row] = NaN;
    return ndcgOf(top, scores, hidden);
  });
}

/** NDCG@10 of the relevant rows (Järvelin and Kekäläinen 2002); the ideal has min(10, relevant) of them in front. */
export function ndcgOf(top: TopK, scores: Float32Array, relevant: Uint32Array): number {
  if (relevant.length === 0) return 0;
  top.start(K);
  for (let row = 0; row < scores.length; row++) {
    if (scores[row]! > 0 && scores[row]! >= top.threshold()) top.offer(row, scores[row]!);
  }
  let [gain, ideal] = [0, 0];
  top.finish().rows.forEach((row, place) => {
    if (relevant.includes(row)) gain += 1 / Math.log2(place + 2);
  });
  for (let place = 0; place < Math.min(K, relevant.length); place++) ideal += 1 / Math.log2(place + 2);
  return gain / ideal;
}

/** Mean of b - a, and its standard error. */
export function gainOf(a: Float64Array, b: Float64Array): { readonly mean: number; readonly error: number } {
  const count = Math.max(a.length, 1);
  const mean = meanOf(b) - meanOf(a);
  const variance = a.reduce((sum, each, at) => sum + (b[at]! - each - mean) ** 2, 0) / count;
  return { mean, error: Math.sqrt(variance / count) };
}

export function meanOf(values: Float64Array): number {
  return values.reduce((sum, each) => sum + each, 0) / Math.max(values.length, 1);
}
