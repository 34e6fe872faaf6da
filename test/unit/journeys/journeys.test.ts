import 'fake-indexeddb/auto';

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { Journey } from './journey.ts';
import { runJourney } from './run-journey.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/journeys');
/** As many as the project promises. */
const LEAST = 40;

const files = readdirSync(FOLDER).map(
  (file) => [file, JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as readonly Journey[]] as const,
);

describe.each(files)('%s', (_file, journeys) => {
  test.each(journeys.map((journey) => [journey.shows, journey] as const))('%s', async (_shows, journey) => {
    await runJourney(journey);
  });
});

test('there are at least forty journeys, and each of them expects something after most of its steps', () => {
  const journeys = files.flatMap(([, each]) => each);
  expect(journeys.length).toBeGreaterThanOrEqual(LEAST);
  for (const { shows, steps } of journeys)
    expect(steps.filter((step) => step.expect).length, shows).toBeGreaterThanOrEqual(steps.length / 2.5);
});
