import type { Clustering } from '../../contract/segments.ts';
import type { ClusterInputs } from '../../worker/segments/cluster-features.ts';
import type { Catalogue } from '../catalogue.ts';

/** Values that so small a share of visitors is interested in say nothing of a group. */
const LEAST_VISITORS = 0.05;
/** Values looked at: those of most visitors. */
const MAX_VALUES = 300;
/** Mean correlation from which on two groups of values are one theme. */
const JOIN = 0.08;
const MAX_THEMES = 10;
/** Of each theme, those nearest to its middle: each one is bytes of the manifest. */
const MAX_THEME_VALUES = 12;
/** Interest at which what is known of a visitor counts half. */
const HALF_TRUST = 2;

export interface Value {
  readonly attribute: string;
  readonly value: string;
}

/**
 * What goes together: groups of attribute values that the same visitors are interested in. The correlation over visitors of the
 * roots of their shares, joined by average linkage (Sokal and Michener 1958) as long as groups correlate by `JOIN` on average. Bands
 * are no themes: they are a scale of their own. Most interest first; named by `nameOf`.
 */
export function findThemes(
  visitors: readonly ClusterInputs[],
  { attributes }: Pick<Catalogue, 'attributes'>,
  nameOf: (values: readonly Value[]) => string,
): Clustering['themes'] {
  const values = commonValues(visitors, attributes);
  const totals = totalsOf(visitors, attributes);
  const columns = values.map((value) => columnOf(visitors, value, totals.get(value.attribute)!));
  const correlation = correlationsOf(columns.map(({ column }) => column));
  const groups = joinByAverage(correlation);
  const interest = columns.map(({ shares }) => shares);
  const sumOf = (group: readonly number[]) => group.reduce((sum, at) => sum + interest[at]!, 0);
  const chosen = groups
    .filter((group) => group.length > 1)
    .toSorted((a, b) => sumOf(b) - sumOf(a))
    .slice(0, MAX_THEMES);
  const taken = new Map<string, number>();
  return chosen.map((group) => {
    const middle = (at: number) =>
      group.reduce((sum, other) => sum + correlation[at]![other]!, 0) * Math.sqrt(interest[at]!);
    const best = group.toSorted((a, b) => middle(b) - middle(a)).slice(0, MAX_THEME_VALUES);
    const name = nameOf(best.map((at) => values[at]!));
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return {
      name: times > 1 ? `${name} (${times})` : name,
      values: best.map((at) => [values[at]!.attribute, values[at]!.value] as [string, string]),
    };
  });
}

function commonValues(visitors: readonly ClusterInputs[], attributes: Catalogue['attributes']): Value[] {
  const counted = attributes
    .filter(({ type }) => type !== 'band')
    .flatMap(({ name, values }) => {
      const counts = new Map<string, number>();
      for (const { interests } of visitors) {
        for (const [value, weight] of Object.entries(interests[name] ?? {})) {
          if (weight > 0) counts.set(value, (counts.get(value) ?? 0) + 1);
        }
      }
      return values.map((value) => ({ attribute: name, value, count: counts.get(value) ?? 0 }));
    });
  return counted
    .filter(({ count }) => count >= LEAST_VISITORS * visitors.length)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MAX_VALUES);
}

/** Interest in all values of each attribute, by visitor. */
function totalsOf(visitors: readonly ClusterInputs[], attributes: Catalogue['attributes']): Map<string, Float64Array> {
  return new Map(
    attributes.map(({ name }) => [
      name,
      Float64Array.from(visitors, ({ interests }) =>
        Object.values(interests[name] ?? {}).reduce((sum, weight) => sum + Math.max(weight, 0), 0),
      ),
    ]),
  );
}

/** Roots of the shares, less what little is known, about their mean, of length 1; and the shares added up. */
function columnOf(
  visitors: readonly ClusterInputs[],
  { attribute, value }: Value,
  totals: Float64Array,
): { readonly column: Float64Array; readonly shares: number } {
  const shares = totals.map((total, row) => {
    const weight = visitors[row]!.interests[attribute]?.[value] ?? 0;
    return weight > 0 ? weight / total : 0;
  });
  const trust = totals.map((total) => total / (total + HALF_TRUST));
  const roots = shares.map(Math.sqrt);
  const mean = dot(roots, trust) / (sum(trust) || 1);
  const column = roots.map((root, row) => trust[row]! * (root - mean));
  const length = Math.sqrt(dot(column, column)) || 1;
  return { column: column.map((each) => each / length), shares: sum(shares) };
}

function correlationsOf(columns: readonly Float64Array[]): number[][] {
  const correlation = columns.map(() => columns.map(() => 1));
  for (let a = 0; a < columns.length; a++) {
    for (let b = a + 1; b < columns.length; b++) {
      correlation[a]![b] = correlation[b]![a] = dot(columns[a]!, columns[b]!);
    }
  }
  return correlation;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Average linkage by Lance and Williams' update (1967). */
function joinByAverage(correlation: readonly (readonly number[])[]): number[][] {
  const near = correlation.map((row) => Float64Array.from(row));
  const groups: (number[] | undefined)[] = correlation.map((_, at) => [at]);
  for (;;) {
    let [most, first, second] = [JOIN, -1, -1];
    for (let a = 0; a < groups.length; a++) {
      if (!groups[a]) continue;
      for (let b = a + 1; b < groups.length; b++) {
        if (groups[b] && near[a]![b]! > most) [most, first, second] = [near[a]![b]!, a, b];
      }
    }
    if (first < 0) return groups.filter((group) => group !== undefined);
    const [one, other] = [groups[first]!, groups[second]!];
    const share = one.length / (one.length + other.length);
    for (let at = 0; at < groups.length; at++) {
      near[first]![at] = near[at]![first] = share * near[first]![at]! + (1 - share) * near[second]![at]!;
    }
    groups[first] = [...one, ...other];
    groups[second] = undefined;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
