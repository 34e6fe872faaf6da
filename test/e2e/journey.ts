import { afterAll, test } from 'vitest';

/** Of one test of a journey, which may have to go the whole way there first. */
const JOURNEY_MS = 300_000;

/** Declares the next test of a journey, as `test` does. */
export type Step = (name: string, act: () => Promise<void> | void) => void;

/**
 * Tests that follow on each other, each of which is one claim about a way that is gone once. One that is tried again, or is
 * run alone, begins with a way of its own: `start`, and every test before it. Where one has failed for good, those after it
 * are skipped, since they would say nothing.
 *
 * @param start makes everything that `act`s change, whatever was there before.
 * @param end undoes what `start` has made, as far as it came.
 */
export function createJourney(start: () => Promise<void>, end: () => Promise<void>): Step {
  const acts: (() => Promise<void> | void)[] = [];
  /** Tests of the present way that have passed; undefined before it has begun. */
  let gone: number | undefined;
  let failed: string | undefined;
  afterAll(end);

  return (name, act) => {
    const at = acts.push(act) - 1;
    test(name, { timeout: JOURNEY_MS }, async ({ skip }) => {
      if (failed !== undefined && failed !== name) skip(`"${failed}" has failed`);
      // until it has passed
      failed = name;
      if (gone !== at) {
        if (gone !== undefined) await end();
        gone = Infinity;
        await start();
        for (const earlier of acts.slice(0, at)) await earlier();
      }
      // from where a try has failed nobody goes on
      gone = Infinity;
      await act();
      gone = at + 1;
      failed = undefined;
    });
  };
}
