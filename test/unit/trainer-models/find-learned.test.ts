import { describe, expect, it } from 'vitest';

import { trainModel } from '../../../trainer/models/train-model.ts';
import type { Model } from '../../../trainer/models/model.ts';
import { createRandom } from '../../../trainer/models/random.ts';
import type { Log } from '../../../trainer/log.ts';
import { catalogueOf, logOf } from './small-log.ts';

const ITEMS = 30;
const SESSIONS = 900;
const DAY_MS = 86_400_000;

const idOf = (item: number): string => `item-${String(item % ITEMS).padStart(2, '0')}`;

/** Sessions of three looks, the second soon after the first or not: `next` says what comes third. */
function logWhere(next: (first: number, second: number, isSoon: boolean, random: () => number) => number): Log {
  const random = createRandom(3);
  const sessions = Array.from({ length: SESSIONS }, () => {
    const first = Math.floor(random() * ITEMS);
    const second = first + 1 + Math.floor(random() * (ITEMS - 1));
    const isSoon = random() < 0.5;
    return { items: [first, second, next(first, second, isSoon, random)].map(idOf), isSoon };
  });
  const log = logOf(sessions.map(({ items }) => items));
  const at = sessions.flatMap(({ isSoon }, day) => {
    const second = isSoon ? 2_000 : 600_000;
    return [0, second, second + 60_000].map((ms) => day * DAY_MS + ms);
  });
  return { ...log, at: Float64Array.from(at) };
}

function train(log: Log, learned?: boolean): Promise<Model> {
  return trainModel(log, catalogueOf(log), { seed: 1, config: { trials: 1, dims: 8, learned } });
}

const worthOf = ({ findings }: Model): (readonly [before: number, after: number])[] =>
  findings.filter(({ what }) => what === 'learned ranker').map(({ before, after }) => [before, after]);

describe('a learned ranker', () => {
  // no part of the mixture knows how soon the newest look came: it cannot tell going back from going on
  const planted = logWhere((first, second, isSoon) => (isSoon ? first : second + 1));

  it('is shipped where it sees a rule that the mixture cannot, with what it asks about items', async () => {
    const model = await train(planted);
    const [[before, after]] = worthOf(model) as [[number, number]];
    expect(after).toBeGreaterThan(before + 0.05);
    expect(model.refine.learned?.features).toContain('ln-gap');
    expect(model.learned).not.toBeNull();
    expect(model.trends?.trend).toHaveLength(ITEMS);
  });

  it('is the same for the same seed', async () => {
    const [first, again] = [await train(planted), await train(planted)];
    expect(again.learned).toEqual(first.learned);
    expect(again.refine).toEqual(first.refine);
  });

  it('is not shipped where what comes next is chance', async () => {
    const model = await train(logWhere((_first, _second, _isSoon, random) => Math.floor(random() * ITEMS)));
    expect(worthOf(model).length).toBeGreaterThan(0);
    expect(model.refine.learned).toBeNull();
    expect(model.learned).toBeNull();
    expect(model.trends).toBeNull();
  });

  it('is not tried where the configuration says so', async () => {
    const model = await train(planted, false);
    expect(worthOf(model)).toEqual([]);
    expect(model.learned).toBeNull();
  });
});
