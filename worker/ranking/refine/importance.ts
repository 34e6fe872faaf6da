import type { Importance } from '../../../contract/bundle.ts';
import type { Query } from '../query.ts';
import type { ContentColumn, Tables } from '../tables.ts';
import type { Refiner } from './refine.ts';

/**
 * What matters to this shopper: who looks at red Nike of different kinds cares for colour and brand, not for the kind. The
 * catalogue's weights of attributes and words are the prior of a mixture; every item of the history says which of them foretells it
 * from the other items (the posterior mean of a Dirichlet prior of `strength` steps, after one step of expectation maximisation):
 *
 *   w'_a = (strength w_a + sum over items r of q_a(r)) / (strength + items),   q_a(r) = w_a P_a(r | others) / sum over b of w_b P_b(r | others)
 *
 * with P_a as the content score has it. So the weights stay a distribution, each at least strength / (strength + items) of what
 * the catalogue gives it; they are the catalogue's for who has looked at one item, or at nothing that has to do with another.
 */
export function createImportanceStage({ strength }: Importance): Partial<Refiner> {
  return { open: (_profile, _context, { query, tables }) => weighColumns(query, tables, strength) };
}

/** Changes the factors of `query` in place: O(items of the history x their values). */
export function weighColumns(query: Query, tables: Tables, strength: number): void {
  const speaking = tables.columns.flatMap((column, index) =>
    query.active[index]!.length > 0 ? [{ column, index, counts: countValues(column, query.history) }] : [],
  );
  if (speaking.length < 2) return;
  const total = speaking.reduce((sum, { column }) => sum + column.weight, 0);
  const prior = speaking.map(({ column }) => column.weight / total);
  const claims = speaking.map(() => 0);
  let items = 0;
  for (const row of query.history) {
    const chances = speaking.map(({ column, counts }, at) => prior[at]! * chanceOf(column, counts, row));
    const sum = chances.reduce((all, chance) => all + chance, 0);
    if (sum === 0) continue;
    items++;
    chances.forEach((chance, at) => (claims[at]! += chance / sum));
  }
  speaking.forEach(({ index }, at) => {
    const ratio = (strength + claims[at]! / prior[at]!) / (strength + items);
    for (const code of query.active[index]!) query.factors[index]![code]! *= ratio;
  });
}

interface ValueCounts {
  readonly byCode: ReadonlyMap<number, number>;
  readonly total: number;
}

function countValues({ offsets, itemCodes }: ContentColumn, rows: readonly number[]): ValueCounts {
  const byCode = new Map<number, number>();
  let total = 0;
  for (const row of rows) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++, total++) {
      byCode.set(itemCodes[at]!, (byCode.get(itemCodes[at]!) ?? 0) + 1);
    }
  }
  return { byCode, total };
}

/** P_a(row | the other rows counted), but for the popularity of the row, which all columns share. */
function chanceOf({ offsets, itemCodes, mass }: ContentColumn, { byCode, total }: ValueCounts, row: number): number {
  const [from, to] = [offsets[row]!, offsets[row + 1]!];
  const others = total - (to - from);
  if (others === 0) return 0;
  let sum = 0;
  for (let at = from; at < to; at++) {
    const code = itemCodes[at]!;
    sum += (byCode.get(code)! - 1) / others / mass[code]!;
  }
  return sum;
}
