import { toHex, type RandomSource } from '../../contract/ids.ts';
import { cellsOf, MAX_COUNTS, type Task } from '../../contract/reports.ts';
import { below } from './draw.ts';
import type { Truth } from './truth-of.ts';

const RANGE = 2 ** 32;
/** More than the rounding error of what is computed with doubles: a threshold may be too large, never too small. */
const SAFE = 1 + 1e-12;
/** Of counts whose sum is at most `MAX_COUNTS`: what one visitor's place taken by another changes at most. */
const SENSITIVITY = 2 * MAX_COUNTS;

/**
 * What may leave of the truth: randomised, as hexadecimal digits of one length for a task. All that is drawn is drawn as integers,
 * and rounded so that e to the power of the task's epsilon is never exceeded.
 *
 * One cell of k: generalised randomised response where k < 3 e^epsilon + 2, else optimised unary encoding (Wang, Blocki, Li, Jha,
 * "Locally Differentially Private Protocols for Frequency Estimation", USENIX Security 2017). Counts: discrete Laplace noise.
 */
export function randomise(task: Task, truth: Truth, random: RandomSource): string {
  const { microEpsilon } = task;
  if (typeof truth !== 'number')
    return truth.map((count) => toInt32Hex(count + drawLaplace(microEpsilon, SENSITIVITY, random))).join('');
  const cells = cellsOf(task).length;
  const ratio = Math.exp(microEpsilon / 1e6);
  if (cells < 3 * ratio + 2) return toHex(Uint8Array.of(respond(cells, ratio, truth, random)));
  return toHex(encodeUnary(cells, ratio, truth, random));
}

/** Each of the other cells by `other` chances of 2^32, rounded up; the true one by the rest. */
function respond(cells: number, ratio: number, truth: number, random: RandomSource): number {
  const other = Math.ceil((RANGE / (ratio + cells - 1)) * SAFE);
  const cell = Math.floor(below(RANGE, random) / other);
  if (cell >= cells - 1) return truth;
  return cell < truth ? cell : cell + 1;
}

/** The true cell's bit by one half, each other one by a chance that is rounded up; bit j is of byte j >> 3, the least first. */
function encodeUnary(cells: number, ratio: number, truth: number, random: RandomSource): Uint8Array {
  const other = Math.ceil((RANGE / (ratio + 1)) * SAFE);
  const bytes = new Uint8Array(Math.ceil(cells / 8));
  for (let cell = 0; cell < cells; cell++)
    if (below(RANGE, random) < (cell === truth ? RANGE / 2 : other)) bytes[cell >> 3]! |= 1 << (cell & 7);
  return bytes;
}

/**
 * An integer x by chance proportional to exp(-|x| epsilon / sensitivity), exactly: algorithm 2 of Canonne, Kamath, Steinke, "The
 * Discrete Gaussian for Differential Privacy", 2020. No logarithm of a uniform (Mironov 2012).
 */
function drawLaplace(microEpsilon: number, sensitivity: number, random: RandomSource): number {
  const divisor = gcd(microEpsilon, sensitivity * 1e6);
  const s = microEpsilon / divisor;
  const t = (sensitivity * 1e6) / divisor;
  for (;;) {
    const rest = below(t, random);
    if (!isDrawn(rest, t, random)) continue;
    let whole = 0;
    while (isDrawn(1, 1, random)) whole++;
    const size = Math.floor((rest + t * whole) / s);
    const isNegative = below(2, random) === 1;
    // else nought would be drawn twice as often
    if (isNegative && size === 0) continue;
    return isNegative ? -size : size;
  }
}

/** True by chance exp(-n / d), 0 <= n <= d: algorithm 1 of the same. */
function isDrawn(n: number, d: number, random: RandomSource): boolean {
  let k = 1;
  while (below(d * k, random) < n) k++;
  return k % 2 === 1;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** Two's complement, the largest byte first. */
function toInt32Hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
