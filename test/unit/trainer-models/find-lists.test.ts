import { beforeAll, describe, expect, it } from 'vitest';

import type { Log } from '../../../trainer/log.ts';
import { findLists, HISTORY, type ListData, type ListSearch } from '../../../trainer/models/find-lists.ts';
import { createListTask } from '../../../trainer/models/list-validation.ts';
import { indexPairs } from '../../../trainer/models/pairs.ts';
import { createRandom } from '../../../trainer/models/random.ts';
import { countRepeats, repeatsFrom } from '../../../trainer/models/repeats.ts';
import { sessionCount, sessionsBetween, toSequences } from '../../../trainer/models/sequences.ts';
import { stepsOf } from '../../../trainer/models/steps.ts';
import { catalogueOf, groupedLog, logOf, type SmallEvent } from './small-log.ts';

function dataOf(log: Log): ListData {
  const sequences = toSequences(log, catalogueOf(log));
  const sessions = sessionCount(sequences);
  const cut = Math.floor(sessions * 0.8);
  const pairs = indexPairs(sessionsBetween(sequences, 0, cut));
  const repeat = countRepeats(pairs.sequences, repeatsFrom(cut), HISTORY);
  const steps = stepsOf(sequences, cut, sessions, 2_000, createRandom(1));
  return {
    pairs,
    similarity: undefined,
    length: 5,
    task: createListTask(sequences, steps, pairs.support, repeat, HISTORY),
  };
}

/** Sessions of a first item and the one that `next` draws for it. */
function shopOf(sessions: number, next: (first: number, session: number, random: () => number) => SmallEvent): Log {
  const random = createRandom(4);
  return logOf(
    Array.from({ length: sessions }, (_, session): [string, SmallEvent] => {
      const first = Math.floor(random() * 20);
      return [`first-${first}`, next(first, session, random)];
    }),
  );
}

describe('the search for lists', () => {
  let log: Log;
  let fast: ListSearch;

  beforeAll(() => {
    log = groupedLog(900, 8, 2);
    fast = findLists(dataOf(log), { trials: 40, isFull: false });
  });

  it('finds that a shop has changed: old sessions count for less', () => {
    // the newest third goes on to another item than the sessions before it
    const log = shopOf(900, (first, session) => ({ item: `${session < 600 ? 'old' : 'new'}-${first}` }));
    const { lists, quality, findings } = findLists(dataOf(log), { trials: 60, isFull: false });
    expect(lists.tau).toBe(0.2);
    const ageing = findings.find(({ what }) => what === 'neighbour lists: tau')!;
    expect(ageing.after).toBeGreaterThan(ageing.before + 0.1);
    expect(quality).toBeGreaterThan(findings[0]!.before + 0.2);
  });

  it('finds what a purchase says beside a look, where the tail is about purchases', () => {
    // three looks at a decoy for one purchase: it takes more than the usual weight to put what was bought first
    const log = shopOf(1_000, (first, session, random) =>
      session < 800 && random() < 0.75
        ? { item: `decoy-${first}` }
        : { item: `bought-${first}`, type: 'purchase' as const },
    );
    const { lists, quality, findings } = findLists(dataOf(log), { trials: 80, isFull: false });
    expect(lists.purchase).toBe(4);
    expect(quality).toBeGreaterThan(findings[0]!.before + 0.2);
  });

  it('asks for no more trials than it may, and for the same in the same order', () => {
    let trials = 0;
    const again = findLists(dataOf(log), { trials: 40, isFull: false }, (done) => {
      expect(done).toBe(trials + 1);
      trials = done;
    });
    expect(trials).toBeLessThanOrEqual(40);
    expect(again).toEqual(fast);
  });

  it('is never worse on the tail when it searches longer', () => {
    const full = findLists(dataOf(log), { trials: 400, isFull: true });
    expect(full.quality).toBeGreaterThanOrEqual(fast.quality);
    expect(full.findings[0]!.before).toBe(fast.findings[0]!.before);
  });

  it('leaves alone what cannot matter to a log: gaps without a clock, likeness without attributes, kinds there are not', () => {
    const { lists } = findLists(dataOf({ ...log, clock: 'sequence' }), { trials: 60, isFull: false });
    expect(lists).toMatchObject({ gap: 0, similar: 0, similarLists: 0, cart: 1.5, purchase: 2, returned: -0.5 });
  });
});
