import type { Top } from './kernel.ts';

/** The most that `topK` gives without growing its buffers. */
const MAX_TOP = 256;

/** Keeps the k best of what is offered: a min-heap over two reused columns. Ties go to the lower row. */
export interface TopK {
  /** Forgets everything and keeps the best `k` from here on. */
  start(k: number): void;
  /** NaN is never kept. */
  offer(row: number, score: number): void;
  /** The lowest score that still has a chance; -Infinity while there is room. Offer nothing below it, for speed. */
  threshold(): number;
  /** Best first; views that the next `start` overwrites. */
  finish(): Top;
}

export function createTopK(): TopK {
  let rows = new Uint32Array(MAX_TOP);
  let scores = new Float32Array(MAX_TOP);
  let limit = 0;
  let size = 0;

  /** Whether entry a ranks behind entry b. */
  const isWorse = (scoreA: number, rowA: number, b: number): boolean =>
    scoreA < scores[b]! || (scoreA === scores[b]! && rowA > rows[b]!);

  const sink = (score: number, row: number, from: number, end: number): void => {
    let hole = from;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= end) break;
      if (child + 1 < end && isWorse(scores[child + 1]!, rows[child + 1]!, child)) child++;
      // `child` is the worse of the two: it rises unless the sinking entry is worse still
      if (isWorse(score, row, child)) break;
      scores[hole] = scores[child]!;
      rows[hole] = rows[child]!;
      hole = child;
    }
    scores[hole] = score;
    rows[hole] = row;
  };

  return {
    start(k) {
      if (k > rows.length) {
        rows = new Uint32Array(k);
        scores = new Float32Array(k);
      }
      limit = k;
      size = 0;
    },
    threshold: () => (size < limit ? -Infinity : limit === 0 ? Infinity : scores[0]!),
    offer(row, value) {
      // as it will be kept: comparing the unrounded value would order ties by their rounding
      const score = Math.fround(value);
      if (Number.isNaN(score)) return;
      if (size < limit) {
        let hole = size++;
        while (hole > 0) {
          const parent = (hole - 1) >> 1;
          if (!isWorse(score, row, parent)) break;
          scores[hole] = scores[parent]!;
          rows[hole] = rows[parent]!;
          hole = parent;
        }
        scores[hole] = score;
        rows[hole] = row;
      } else if (limit > 0 && !isWorse(score, row, 0) && !(score === scores[0]! && row === rows[0]!)) {
        sink(score, row, 0, size);
      }
    },
    finish() {
      // heap sort in place: the worst goes to the end of what is left, again and again
      for (let end = size - 1; end > 0; end--) {
        const [score, row] = [scores[end]!, rows[end]!];
        scores[end] = scores[0]!;
        rows[end] = rows[0]!;
        sink(score, row, 0, end);
      }
      return { rows: rows.subarray(0, size), scores: scores.subarray(0, size) };
    },
  };
}

/** The best `k` of the scores that are above 0, as places in them, best first; views that the next `start` overwrites. */
export function selectTop(top: TopK, scores: Float32Array, k: number): Top {
  top.start(k);
  for (let at = 0; at < scores.length; at++) {
    if (scores[at]! > 0 && scores[at]! >= top.threshold()) top.offer(at, scores[at]!);
  }
  return top.finish();
}
