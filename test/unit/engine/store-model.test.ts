import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { play, type Step } from './store-world.ts';
import { isLong, LONG_MS, rounds } from '../../long.ts';

const DAY_MS = 86_400_000;
const tab = fc.nat({ max: 3 });
const twoTabs = fc.uniqueArray(tab, { minLength: 2, maxLength: 2 }) as fc.Arbitrary<[number, number]>;

const step = (weight: number, kind: Step['do'], rest: Record<string, fc.Arbitrary<number>> = {}) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(kind), ...rest }).map((one) => [one as unknown as Step]),
});

/** Any one thing; and few at once that would hardly ever come together by chance. */
const anySteps: fc.Arbitrary<Step[]> = fc.oneof(
  step(3, 'grant', { tab }),
  step(2, 'withdraw', { tab }),
  step(10, 'events', { tab, count: fc.integer({ min: 1, max: 40 }) }),
  step(2, 'again', { tab, event: fc.nat({ max: 200 }) }),
  step(2, 'crash', { tab }),
  step(1, 'close', { tab }),
  step(1, 'freeze', { tab }),
  step(1, 'thaw', { tab }),
  step(1, 'jump', { ms: fc.constantFrom(-DAY_MS, 3_600_000, DAY_MS, 20 * DAY_MS, 31 * DAY_MS) }),
  step(6, 'wait', { ms: fc.nat({ max: 25 }) }),
  step(1, 'settle'),
  { weight: 1, arbitrary: twoTabs.map(withdrawnWhileFrozen) },
  { weight: 1, arbitrary: tab.map(leftForAMonth) },
);

function withdrawnWhileFrozen([first, second]: readonly [number, number]): Step[] {
  return [
    { do: 'events', tab: first, count: 3 },
    { do: 'events', tab: second, count: 3 },
    { do: 'wait', ms: 25 },
    { do: 'freeze', tab: second },
    { do: 'withdraw', tab: first },
    { do: 'events', tab: second, count: 3 },
    { do: 'wait', ms: 50 },
    { do: 'thaw', tab: second },
  ];
}

function leftForAMonth(place: number): Step[] {
  return [
    { do: 'events', tab: place, count: 70 },
    { do: 'wait', ms: 50 },
    { do: 'jump', ms: 31 * DAY_MS },
    { do: 'settle' },
  ];
}

describe('the store', () => {
  it(
    'equals the model after any interleaving of grant, withdraw, event, crash, tab open and close, and clock jump',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anySteps, { minLength: 4, maxLength: 50 }), async (steps) => {
          expect(await play(steps.flat())).toEqual([]);
        }),
        { numRuns: rounds(50), endOnFailure: true },
      );
    },
    isLong ? LONG_MS : 120_000,
  );
});
