import type { Query } from './query.ts';
import type { Tables } from './tables.ts';

/**
 * Content share of `count` rows (of `rows`, or of 0..count where absent) into `out`:
 *
 *   content(i) = sum over columns a, values v of i:  w_a * interest_a(v) / sum of interest_a * pop(i)^t / sum over j with v of pop(j)^t
 *
 * "draw a column, then a value by interest, then one of its items by tempered popularity": the shares of the whole
 * catalogue add up to 1, so they mix with the lists' shares without a factor of scale.
 */
export function readContent(
  out: Float32Array,
  query: Query,
  tables: Tables,
  rows: Uint32Array | undefined,
  count: number,
): void {
  for (let at = 0; at < count; at++) out[at] = 0;
  for (let column = 0; column < tables.columns.length; column++) {
    if (query.active[column]!.length === 0) continue;
    const { offsets, itemCodes } = tables.columns[column]!;
    const factors = query.factors[column]!;
    for (let at = 0; at < count; at++) {
      const row = rows ? rows[at]! : at;
      const to = offsets[row + 1]!;
      let sum = 0;
      for (let code = offsets[row]!; code < to; code++) sum += factors[itemCodes[code]!]!;
      out[at]! += sum;
    }
  }
  const { tempered } = tables;
  for (let at = 0; at < count; at++) out[at]! *= tempered[rows ? rows[at]! : at]!;
}
