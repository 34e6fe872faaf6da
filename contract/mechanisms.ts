// How a private report is randomised: chosen by the task alone, so that device and server come to the same.

import { cellsOf, MAX_COUNTS, type Task } from './reports.ts';

/** Of what draws are made. */
export const DRAW_RANGE = 2 ** 32;
/** More than the rounding error of what is computed with doubles: a threshold may be too large, never too small. */
const SAFE = 1 + 1e-12;
/** Of counts whose sum is at most `MAX_COUNTS`: what one visitor's place taken by another changes at most. */
export const SENSITIVITY = 2 * MAX_COUNTS;

/** One of `cells`: which one is true comes through with chance p; each other one with chance q. */
export interface OneHot {
  /**
   * `grr`: generalised randomised response, where k < 3 e^epsilon + 2; else `oue`: optimised unary encoding (Wang, Blocki, Li, Jha,
   * "Locally Differentially Private Protocols for Frequency Estimation", USENIX Security 2017).
   */
  readonly kind: 'grr' | 'oue';
  readonly cells: number;
  /** q in 2^32nds, rounded up, so that p / q is never more than e^epsilon. */
  readonly other: number;
  readonly p: number;
  readonly q: number;
}

/** Counts with discrete Laplace noise. */
export interface NoisyCounts {
  readonly kind: 'laplace';
  readonly cells: number;
  /** Chance of a noise of x in proportion to alpha^|x|. */
  readonly alpha: number;
}

export type Mechanism = OneHot | NoisyCounts;

export function mechanismOf(task: Task): Mechanism {
  const cells = cellsOf(task).length;
  const epsilon = task.microEpsilon / 1e6;
  if (task.kind === 'health') return { kind: 'laplace', cells, alpha: Math.exp(-epsilon / SENSITIVITY) };
  const ratio = Math.exp(epsilon);
  if (cells < 3 * ratio + 2) {
    const other = Math.ceil((DRAW_RANGE / (ratio + cells - 1)) * SAFE);
    const q = other / DRAW_RANGE;
    return { kind: 'grr', cells, other, p: 1 - (cells - 1) * q, q };
  }
  const other = Math.ceil((DRAW_RANGE / (ratio + 1)) * SAFE);
  return { kind: 'oue', cells, other, p: 0.5, q: other / DRAW_RANGE };
}

/** How many hexadecimal digits an answer has: the same for every answer to a task. */
export function valueLengthOf({ kind, cells }: Mechanism): number {
  if (kind === 'grr') return 2;
  return kind === 'oue' ? 2 * Math.ceil(cells / 8) : 8 * cells;
}

/**
 * What an answer adds to the sums of its cells: 0 or 1, or a noisy count. Undefined for what no device would send: another
 * length, other characters, a cell that there is none of, bits past the last cell.
 */
export function decodeValue(mechanism: Mechanism, value: string): Int32Array | undefined {
  const { kind, cells } = mechanism;
  if (value.length !== valueLengthOf(mechanism) || !/^[0-9a-f]*$/.test(value)) return undefined;
  const added = new Int32Array(cells);
  if (kind === 'grr') {
    const cell = Number.parseInt(value, 16);
    if (cell >= cells) return undefined;
    added[cell] = 1;
    return added;
  }
  if (kind === 'laplace') {
    for (let cell = 0; cell < cells; cell++) added[cell] = Number.parseInt(value.slice(8 * cell, 8 * cell + 8), 16);
    return added;
  }
  for (let bit = 0; bit < 4 * value.length; bit++) {
    const byte = Number.parseInt(value.slice(2 * (bit >> 3), 2 * (bit >> 3) + 2), 16);
    if (!((byte >> (bit & 7)) & 1)) continue;
    if (bit >= cells) return undefined;
    added[bit] = 1;
  }
  return added;
}
