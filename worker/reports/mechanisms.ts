import { toHex, type RandomSource } from '../../contract/ids.ts';
import { DRAW_RANGE, mechanismOf, SENSITIVITY, type OneHot } from '../../contract/mechanisms.ts';
import type { Task } from '../../contract/reports.ts';
import { below } from './draw.ts';
import type { Truth } from './truth-of.ts';

/**
 * What may leave of the truth: randomised, as hexadecimal digits of one length for a task. All that is drawn is drawn as integers,
 * and rounded so that e to the power of the task's epsilon is never exceeded.
 */
export function randomise(task: Task, truth: Truth, random: RandomSource): string {
  const mechanism = mechanismOf(task);
  if (mechanism.kind === 'laplace') {
    const counts = typeof truth === 'number' ? [] : truth;
    return counts.map((count) => toInt32Hex(count + drawLaplace(task.microEpsilon, SENSITIVITY, random))).join('');
  }
  const cell = Number(truth);
  return toHex(
    mechanism.kind === 'grr' ? Uint8Array.of(respond(mechanism, cell, random)) : encodeUnary(mechanism, cell, random),
  );
}

/** Each of the other cells by `other` chances of 2^32; the true one by the rest. */
function respond({ cells, other }: OneHot, truth: number, random: RandomSource): number {
  const cell = Math.floor(below(DRAW_RANGE, random) / other);
  if (cell >= cells - 1) return truth;
  return cell < truth ? cell : cell + 1;
}

/** The true cell's bit by one half, each other one by `other`; bit j is of byte j >> 3, the least first. */
function encodeUnary({ cells, other }: OneHot, truth: number, random: RandomSource): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(cells / 8));
  for (let cell = 0; cell < cells; cell++)
    if (below(DRAW_RANGE, random) < (cell === truth ? DRAW_RANGE / 2 : other)) bytes[cell >> 3]! |= 1 << (cell & 7);
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
