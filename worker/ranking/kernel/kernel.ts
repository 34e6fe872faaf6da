/** Rows of int8 with one scale each: the value is `values * scale[row]`. */
export interface QuantisedTable {
  /** rows x dims */
  readonly values: Int8Array;
  readonly scale: Float32Array;
  readonly dims: number;
}

/** Best first; views on buffers that the next call overwrites. */
export interface Top {
  readonly rows: Uint32Array;
  readonly scores: Float32Array;
}

/**
 * Dot products of one query with the rows of one table, behind which a faster implementation may stand. Nothing in it
 * allocates in the size of the table once it has been created; a `k` of up to 256 needs no allocation either.
 *
 * A kernel may round the query; its scores lie within `tolerance` x |query| of the exact dot products.
 */
export interface Kernel {
  readonly name: string;
  readonly rows: number;
  readonly dims: number;
  readonly tolerance: number;
  /** Scores of all rows into `out`, which holds at least `rows` values. */
  score(query: Float32Array, out: Float32Array): void;
  /** The k best rows, best first, ties by the lower row: fused, without a score for every row in memory. */
  topK(query: Float32Array, k: number): Top;
  /** Scores of `rows[0..count)` into `out[0..count)`. */
  gather(query: Float32Array, rows: Uint32Array, count: number, out: Float32Array): void;
}

/** What of a kernel a scorer needs: one that only ever scores given rows may leave out the scan. */
export type ScorerKernel = Pick<Kernel, 'gather'> & Partial<Pick<Kernel, 'score'>>;

export type CreateKernel = (table: QuantisedTable) => Kernel;
