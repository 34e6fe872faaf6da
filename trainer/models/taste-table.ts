import type { Taste } from '../../contract/bundle.ts';
import { toChoices, type Choices, type Encounter } from '../../worker/ranking/refine/choices.ts';
import { trainAls, type Factors } from './als.ts';
import type { Embeddings } from './model.ts';
import { trainSvd } from './svd.ts';

export const TASTE_METHODS = ['als', 'svd'] as const;
export type TasteMethod = (typeof TASTE_METHODS)[number];

/** What a search for factors of taste turns. */
export interface TasteParameters {
  readonly method: TasteMethod;
  readonly dims: number;
  readonly unobserved: number;
  /** Regularisation x unobserved: what it comes to for somebody who has chosen little. */
  readonly ridge: number;
  readonly iterations: number;
  readonly emphasis: number;
  readonly rating: number;
  readonly halfLifeDays: number;
  /** How sure it is that items of one attribute value belong together, as if somebody had chosen them all. */
  readonly attributes: number;
}

export interface TasteData {
  readonly items: number;
  readonly eventWeights: Readonly<Record<string, number>>;
  /** Weight of the events of an ordinary choice. */
  readonly unit: number;
  /** Rows that have an attribute value in common. */
  readonly groups: readonly Uint32Array[];
  readonly seed: number;
}

/** What of the manifest's `refine.taste` a fold-in needs. */
export type FoldInRules = Pick<
  Taste,
  'dims' | 'unobserved' | 'regularisation' | 'unit' | 'emphasis' | 'rating' | 'halfLifeDays'
>;

export function toRules(parameters: TasteParameters, unit: number): FoldInRules {
  const { dims, unobserved, ridge, emphasis, rating, halfLifeDays } = parameters;
  return { dims, unobserved, regularisation: ridge / unobserved, unit, emphasis, rating, halfLifeDays };
}

/** Factors of the items from what visitors have met, quantised as the bundle will hold them. */
export function buildTaste(
  visitors: readonly (readonly Encounter[])[],
  parameters: TasteParameters,
  { items, eventWeights, unit, groups, seed }: TasteData,
): Embeddings {
  const rules = toRules(parameters, unit);
  const choices = visitors.map((met) => toChoices(met, rules, eventWeights));
  if (parameters.method === 'svd') {
    return quantiseFactors(trainSvd(choices, items, parameters.dims, seed));
  }
  const together = parameters.attributes > 0 ? groups.map((rows) => toGroup(rows, parameters.attributes)) : [];
  return quantiseFactors(trainAls([...choices, ...together], items, { ...parameters, ...rules }, seed));
}

function toGroup(rows: Uint32Array, confidence: number): Choices {
  return {
    rows,
    confidence: new Float64Array(rows.length).fill(confidence),
    preference: new Float64Array(rows.length).fill(1),
  };
}

/** As signed bytes, with one scale a row. */
export function quantiseFactors({ dims, values }: Factors): Embeddings {
  const rows = values.length / dims;
  const scale = new Float32Array(rows);
  const quantised = new Int8Array(values.length);
  for (let row = 0; row < rows; row++) {
    let largest = 0;
    for (let at = row * dims; at < (row + 1) * dims; at++) largest = Math.max(largest, Math.abs(values[at]!));
    scale[row] = largest / 127;
    if (scale[row] === 0) continue;
    for (let at = row * dims; at < (row + 1) * dims; at++) quantised[at] = Math.round(values[at]! / scale[row]!);
  }
  return { dims, values: quantised, scale };
}
