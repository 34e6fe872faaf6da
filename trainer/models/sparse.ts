/** Rows of a sparse square matrix: row i holds the entries `offsets[i]` up to, but without, `offsets[i + 1]`. */
export interface SparseRows {
  readonly offsets: Float64Array;
  readonly index: Uint32Array;
  readonly value: Float32Array;
}

/** Collects rows one by one. */
export interface SparseBuilder {
  add(index: number, value: number): void;
  endRow(): void;
  finish(): SparseRows;
}

export function createSparseBuilder(rows: number, expected: number): SparseBuilder {
  const offsets = new Float64Array(rows + 1);
  let index = new Uint32Array(Math.max(expected, 16));
  let value = new Float32Array(index.length);
  let [row, count] = [0, 0];
  return {
    add(at, weight) {
      if (count === index.length) {
        const [oldIndex, oldValue] = [index, value];
        index = new Uint32Array(2 * count);
        value = new Float32Array(2 * count);
        index.set(oldIndex);
        value.set(oldValue);
      }
      index[count] = at;
      value[count++] = weight;
    },
    endRow() {
      offsets[++row] = count;
    },
    finish: () => ({ offsets, index: index.subarray(0, count), value: value.subarray(0, count) }),
  };
}

/** One dense row that forgets in the time of what was put into it. */
export interface Scratch {
  readonly values: Float64Array;
  /** Columns that hold something; the first `count` entries. */
  readonly touched: Uint32Array;
  count: number;
}

export function createScratch(columns: number): Scratch {
  return { values: new Float64Array(columns), touched: new Uint32Array(columns), count: 0 };
}

export function addTo(scratch: Scratch, column: number, value: number): void {
  if (value === 0) return;
  if (scratch.values[column] === 0) scratch.touched[scratch.count++] = column;
  scratch.values[column]! += value;
}

export function addRow(scratch: Scratch, { offsets, index, value }: SparseRows, row: number, factor: number): void {
  const to = offsets[row + 1]!;
  for (let at = offsets[row]!; at < to; at++) addTo(scratch, index[at]!, factor * value[at]!);
}

export function clear(scratch: Scratch): void {
  for (let at = 0; at < scratch.count; at++) scratch.values[scratch.touched[at]!] = 0;
  scratch.count = 0;
}

/** M + M^T. */
export function symmetric(rows: SparseRows, items: number): SparseRows {
  const turned = transpose(rows, items);
  const scratch = createScratch(items);
  const builder = createSparseBuilder(items, Math.ceil(1.5 * rows.index.length));
  for (let row = 0; row < items; row++) {
    addRow(scratch, rows, row, 1);
    addRow(scratch, turned, row, 1);
    for (let at = 0; at < scratch.count; at++) {
      builder.add(scratch.touched[at]!, scratch.values[scratch.touched[at]!]!);
    }
    builder.endRow();
    clear(scratch);
  }
  return builder.finish();
}

/** Columns as rows. */
export function transpose({ offsets, index, value }: SparseRows, items: number): SparseRows {
  const ends = new Float64Array(items + 1);
  for (const column of index) ends[column + 1]!++;
  for (let row = 0; row < items; row++) ends[row + 1]! += ends[row]!;
  const next = ends.slice(0, items);
  const turned = { offsets: ends, index: new Uint32Array(index.length), value: new Float32Array(index.length) };
  for (let row = 0; row < items; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const place = next[index[at]!]!++;
      turned.index[place] = row;
      turned.value[place] = value[at]!;
    }
  }
  return turned;
}
