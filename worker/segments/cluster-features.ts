// What clusters are found by, in training and on the device: the same lines of code make the vector in both.

import type { Clustering } from '../../contract/segments.ts';

/** Interest at which what is known of an attribute counts half: two looks at a product. */
const HALF_TRUST = 2;

/** Standard deviations: further out is not further away, or few would make clusters of their own. */
const FURTHEST = 4;

/** What of a visitor features are made of, as of the newest event. */
export interface ClusterInputs {
  /** Attribute -> value -> interest, all decayed to one time; what is not above 0 counts nothing. */
  readonly interests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly orders: number;
  /** Products in them, an order's same product once. */
  readonly lines: number;
  readonly pieces: number;
  /** 0: not known. */
  readonly spent: number;
  readonly views: number;
  readonly carts: number;
  readonly visits: number;
}

/** What features refer to. */
export type FeatureTables = Pick<Clustering, 'themes' | 'levels'>;
type Theme = Clustering['themes'][number];
type Level = Clustering['levels'][number];

/** A value and how far it can be trusted, 0..1: 0 is not known. */
type Measured = readonly [value: number, trust: number];
type Measure = (inputs: ClusterInputs) => Measured;

const UNKNOWN: Measured = [0, 0];

/**
 * Measures that need no attribute, each of them what a merchandiser knows by name. Counts and sums are skewed: they are told in
 * powers of two (log2), so that twice as much is one step at whatever height.
 */
export const MEASURES: Readonly<Record<string, Measure>> = {
  orders: ({ orders }) => [Math.log2(1 + orders), 1],
  /** Money an order. */
  orderValue: ({ spent, orders }) => ratio(spent, orders),
  /** Different products an order. */
  lines: ({ lines, orders }) => ratio(lines, orders),
  /** Pieces of a product. */
  pieces: ({ pieces, lines }) => ratio(pieces, lines),
  /** Of somebody who looks around: of one who only buys they are the orders once more. */
  visits: ({ visits, views }) => (views > 0 ? [Math.log2(1 + visits), 1] : UNKNOWN),
  /** Products looked at a visit. */
  views: ({ views, visits }) => [Math.log2(1 + views / Math.max(visits, 1)), 1],
  /** What of it went into the cart. */
  carts: ({ carts, views }) => (views > 0 ? [Math.min(carts / views, 1), views / (views + HALF_TRUST)] : UNKNOWN),
};

/**
 * Opens features by their names: `theme:lunch bags` is the share that a theme's values have of the interest in their attributes
 * (its root: Hellinger's, in which small shares are told apart as well as large ones), `level:price band` how high in a band
 * attribute's values the interest lies, 0..1; the others stand in `MEASURES`. Undefined where one is not known: made by a newer
 * trainer.
 */
export function openFeatures(
  names: readonly string[],
  tables: FeatureTables,
): ((inputs: ClusterInputs) => Measured[]) | undefined {
  const measures = names.map((name) => openFeature(name, tables));
  if (!measures.every((measure) => measure !== undefined)) return undefined;
  return (inputs) => measures.map((measure) => measure(inputs));
}

/**
 * The standardised vector. What is little known lies near the mean, what is not known on it: a visitor of a few events is not
 * taken for somebody special.
 */
export function standardise(
  measured: readonly Measured[],
  mean: readonly number[],
  deviation: readonly number[],
): number[] {
  return measured.map(([value, trust], at) => clamp((trust * (value - mean[at]!)) / deviation[at]!));
}

function openFeature(name: string, { themes, levels }: FeatureTables): Measure | undefined {
  if (Object.hasOwn(MEASURES, name)) return MEASURES[name];
  const theme = themes.find((each) => name === `theme:${each.name}`);
  if (theme) return shareOf(theme);
  const band = levels.find((each) => name === `level:${each.attribute}`);
  return band && levelOf(band);
}

function shareOf({ values }: Theme): Measure {
  const attributes = [...new Set(values.map(([attribute]) => attribute))];
  return ({ interests }) => {
    const sum = values.reduce((all, [attribute, value]) => all + positive(interests[attribute]?.[value]), 0);
    const total = attributes.reduce((all, attribute) => all + totalOf(interests[attribute] ?? {}), 0);
    return [Math.sqrt(sum / (total || 1)), total / (total + HALF_TRUST)];
  };
}

function levelOf({ attribute, values }: Level): Measure {
  return ({ interests }) => {
    const found = interests[attribute] ?? {};
    const total = totalOf(found);
    const sum = values.reduce((level, value, place) => level + positive(found[value]) * place, 0);
    return [sum / Math.max(values.length - 1, 1) / (total || 1), total / (total + HALF_TRUST)];
  };
}

function clamp(value: number): number {
  return Math.min(Math.max(value, -FURTHEST), FURTHEST);
}

function totalOf(values: Readonly<Record<string, number>>): number {
  return Object.values(values).reduce((sum, weight) => sum + positive(weight), 0);
}

function positive(weight: number | undefined): number {
  return Math.max(weight ?? 0, 0);
}

function ratio(sum: number, count: number): Measured {
  return sum > 0 && count > 0 ? [Math.log2(sum / count), 1] : UNKNOWN;
}
