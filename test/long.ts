/** Whether this is `npm run test:long`, which has an hour. */
export const isLong = process.env['TEST_LONG'] === '1';

const LONGER = 20;
/** Of a test that tries a property, ms: 20 times as many runs take as much longer. */
export const LONG_MS = 900_000;

/** How often a property is tried, or something is done again: `count` times in `npm test`, 20 times as often where there is an hour. */
export function rounds(count: number): number {
  return isLong ? count * LONGER : count;
}
