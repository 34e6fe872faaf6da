import { test } from 'vitest';

import { createRandom } from '../../../trainer/models/random.ts';
import { LONG_MS, isLong, rounds } from '../../long.ts';
import { createDice } from './random-rules.ts';
import { runJourney } from './random-journey.ts';

const JOURNEYS = rounds(10_000);

test(
  'the machine comes to what a look through the whole log comes to, whatever the rules and the journey',
  () => {
    const from = Number(process.env['SEGMENTS_SEED'] ?? 1);
    for (let seed = from; seed < from + JOURNEYS; seed++) {
      try {
        runJourney(createDice(createRandom(seed)));
      } catch (error) {
        throw new Error(`journey ${seed}`, { cause: error });
      }
    }
  },
  isLong ? LONG_MS : 120_000,
);
