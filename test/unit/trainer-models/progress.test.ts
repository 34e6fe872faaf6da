import { describe, expect, it } from 'vitest';

import { createTrainingProgress } from '../../../trainer/models/training-progress.ts';

describe('the progress of a training', () => {
  it('never falls, whatever a stage says of itself, and passes over a stage that is left out', () => {
    const said: number[] = [];
    const progress = createTrainingProgress({ lists: 3, mixture: 1, ranker: 4, rest: 2 }, (done) => said.push(done));
    progress('lists', 0.5);
    progress('lists', 0.25);
    progress('mixture', 2);
    progress('rest');
    progress('rest', 1);
    expect(said).toEqual([0.15, 0.15, 0.4, 0.8, 1]);
  });
});
