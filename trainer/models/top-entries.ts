/**
 * Keeps the largest values with their columns, ties by the lower column: a sorted insertion, which for the few dozen places
 * of a list beats a heap.
 */
export interface TopEntries {
  readonly columns: Uint32Array;
  readonly values: Float64Array;
  size: number;
}

export function createTopEntries(limit: number): TopEntries {
  return { columns: new Uint32Array(limit), values: new Float64Array(limit), size: 0 };
}

export function offer(top: TopEntries, column: number, value: number): void {
  const { columns, values } = top;
  const limit = values.length;
  if (top.size === limit && !isBetter(value, column, values[limit - 1]!, columns[limit - 1]!)) return;
  let place = top.size < limit ? top.size++ : limit - 1;
  while (place > 0 && isBetter(value, column, values[place - 1]!, columns[place - 1]!)) {
    values[place] = values[place - 1]!;
    columns[place] = columns[place - 1]!;
    place--;
  }
  values[place] = value;
  columns[place] = column;
}

function isBetter(value: number, column: number, other: number, otherColumn: number): boolean {
  return value > other || (value === other && column < otherColumn);
}
