import { foldId } from '../contract/aliases.ts';
import { MAX_ID_LENGTH } from '../contract/limits.ts';

/** What items are called beside their ids. */
export interface Aliases {
  /** As `encodeAliases` takes it: a name, as it is written or whatever its case -> row. */
  readonly rows: ReadonlyMap<string, number>;
  /** Names of several items, which identify none of them. */
  readonly shared: number;
}

/**
 * One row for every name that is one item's alone, whatever its case; where case tells items apart, as it is written. The id
 * of an item is never another one's name, and what several items are called identifies none.
 */
export function toAliases(ids: readonly string[], namesOf: (row: number) => Iterable<string>): Aliases {
  const own = new Set(ids.map(foldId));
  const exact = new Map<string, number>();
  const folded = new Map<string, number>();
  for (const row of ids.keys()) {
    for (const given of namesOf(row)) {
      const name = given.trim();
      if (name === '' || name.length > MAX_ID_LENGTH || own.has(foldId(name))) continue;
      claim(exact, name, row);
      claim(folded, foldId(name), row);
    }
  }
  const rows = new Map<string, number>();
  let shared = 0;
  for (const [name, row] of exact) {
    const fold = foldId(name);
    if (row === SHARED) shared++;
    else if (folded.get(fold) === SHARED) rows.set(name, row);
    else rows.set(fold, row);
  }
  return { rows, shared };
}

const SHARED = -1;

function claim(rows: Map<string, number>, name: string, row: number): void {
  rows.set(name, (rows.get(name) ?? row) === row ? row : SHARED);
}
