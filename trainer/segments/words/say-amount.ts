import type { Comparison } from '../truth.ts';
import type { Grammar, Unit } from './grammar.ts';

const SECOND_MS = 1_000;

/**
 * A comparison in words: `at least 3`, `exactly 3 or 5`, `more than 2 and at most 9`. `show` writes a number with whatever
 * belongs to it. Whole numbers above 2 are at least 3.
 */
export function sayAmount(
  { atLeast, atMost, above, below, is }: Comparison,
  grammar: Grammar,
  show: (value: number) => string,
  isWhole: boolean,
): string {
  const { amount, or } = grammar;
  const said: string[] = [];
  if (is !== undefined)
    said.push(
      amount.exactly(
        [is]
          .flat()
          .map((value) => (typeof value === 'number' ? show(value) : value))
          .join(or),
      ),
    );
  if (isWhole) {
    const low = Math.max(atLeast ?? -Infinity, above === undefined ? -Infinity : Math.floor(above) + 1);
    const high = Math.min(atMost ?? Infinity, below === undefined ? Infinity : Math.ceil(below) - 1);
    if (low === high) said.push(amount.exactly(show(low)));
    else {
      if (low > -Infinity) said.push(amount.atLeast(show(low)));
      if (high < Infinity) said.push(amount.atMost(show(high)));
    }
    return said.join(amount.and);
  }
  if (atLeast !== undefined) said.push(amount.atLeast(show(atLeast)));
  if (above !== undefined) said.push(amount.above(show(above)));
  if (atMost !== undefined) said.push(amount.atMost(show(atMost)));
  if (below !== undefined) said.push(amount.below(show(below)));
  return said.join(amount.and);
}

/** `90s` -> 90 seconds; `7d` -> 7 days. */
export function sayWith(duration: string, say: (count: number, unit: Unit) => string): string {
  return say(Number(duration.slice(0, -1)), duration.slice(-1) as Unit);
}

/** Milliseconds in the largest unit that holds them without a rest. */
export function sayMs(ms: number, { duration }: Grammar): string {
  const seconds = ms / SECOND_MS;
  if (seconds % 3_600 === 0 && seconds > 0) return duration(seconds / 3_600, 'h');
  return seconds % 60 === 0 && seconds > 0 ? duration(seconds / 60, 'm') : duration(seconds, 's');
}
