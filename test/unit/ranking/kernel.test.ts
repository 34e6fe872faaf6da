import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createPlainKernel } from '../../../worker/ranking/kernel/plain-kernel.ts';
import { createTopK } from '../../../worker/ranking/kernel/top-k.ts';

const tables = fc
  .record({ rows: fc.integer({ min: 1, max: 40 }), dims: fc.integer({ min: 1, max: 9 }) })
  .chain(({ rows, dims }) =>
    fc.record({
      dims: fc.constant(dims),
      values: fc.int8Array({ minLength: rows * dims, maxLength: rows * dims }),
      scale: fc.float32Array({ minLength: rows, maxLength: rows, min: 0, max: 1, noNaN: true }),
      query: fc.float32Array({ minLength: dims, maxLength: dims, min: -1, max: 1, noNaN: true }),
    }),
  );

/** The whole of it, in a plain loop. */
function plainLoop({
  values,
  scale,
  dims,
  query,
}: {
  values: Int8Array;
  scale: Float32Array;
  dims: number;
  query: Float32Array;
}): Float32Array {
  return Float32Array.from(scale, (factor, row) => {
    let sum = 0;
    for (let dim = 0; dim < dims; dim++) sum += query[dim]! * values[row * dims + dim]!;
    return sum * factor;
  });
}

function bestOf(scores: Float32Array, k: number): number[] {
  return [...scores.keys()].toSorted((a, b) => scores[b]! - scores[a]! || a - b).slice(0, k);
}

describe('the plain kernel', () => {
  it('scores every row as a plain loop does', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const out = new Float32Array(table.scale.length);
        createPlainKernel(table).score(table.query, out);
        expect(out).toEqual(plainLoop(table));
      }),
    );
  });

  it('gathers the rows asked for, repeats included', () => {
    fc.assert(
      fc.property(tables, fc.array(fc.nat(1_000), { minLength: 1, maxLength: 20 }), (table, wanted) => {
        const rows = Uint32Array.from(wanted, (row) => row % table.scale.length);
        const out = new Float32Array(rows.length);
        createPlainKernel(table).gather(table.query, rows, rows.length, out);
        const scores = plainLoop(table);
        expect(out).toEqual(Float32Array.from(rows, (row) => scores[row]!));
      }),
    );
  });

  it('finds the best k with ties by the lower row, call after call', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 0, max: 50 }), (table, k) => {
        const kernel = createPlainKernel(table);
        kernel.topK(
          table.query.map((value) => -value),
          7,
        );
        const { rows, scores } = kernel.topK(table.query, k);
        const all = plainLoop(table);
        expect(Array.from(rows)).toEqual(bestOf(all, k));
        expect(Array.from(scores)).toEqual(bestOf(all, k).map((row) => all[row]!));
      }),
    );
  });
});

describe('the fused top-k', () => {
  it('agrees with sorting, with many ties and in any order of arrival', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 30 }),
        fc.boolean(),
        (values, k, backwards) => {
          const scores = Float32Array.from(values);
          const top = createTopK();
          top.start(k);
          const order = [...scores.keys()];
          for (const row of backwards ? order.toReversed() : order) top.offer(row, scores[row]!);
          expect(Array.from(top.finish().rows)).toEqual(bestOf(scores, k));
        },
      ),
    );
  });

  it('never keeps NaN, and grows past its first buffers', () => {
    const top = createTopK();
    top.start(400);
    for (let row = 0; row < 500; row++) top.offer(row, row % 5 === 0 ? NaN : row);
    const { rows } = top.finish();
    expect(rows).toHaveLength(400);
    expect(rows[0]).toBe(499);
    expect(Array.from(rows).some((row) => row % 5 === 0)).toBe(false);
  });
});
