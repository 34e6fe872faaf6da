import { describe, expect, it } from 'vitest';

import { buildCatalogue } from '../../../trainer/catalogue-builder.ts';
import { NO_ITEMS } from '../../../trainer/items.ts';
import type { Log } from '../../../trainer/log.ts';
import { trainAls } from '../../../trainer/models/als.ts';
import { createRandom } from '../../../trainer/models/random.ts';
import { trainSvd } from '../../../trainer/models/svd.ts';
import { quantiseFactors } from '../../../trainer/models/taste-table.ts';
import { trainModel } from '../../../trainer/models/train-model.ts';
import { hide, toEncounters, visitorsOf } from '../../../trainer/models/visitors.ts';
import { foldEvent, createRawProfile } from '../../../worker/profile/profile.ts';
import { toEvent } from '../../../trainer/models/journeys.ts';
import type { Choices } from '../../../worker/ranking/refine/choices.ts';
import { createFoldIn } from '../../../worker/ranking/refine/fold-in.ts';
import { smallLog } from '../trainer-data/small-log.ts';
import { lanternShop } from '../ranking/lantern-shop.ts';

const HOUR_MS = 3_600_000;

function chosen(...rows: number[]): Choices {
  return {
    rows: Uint32Array.from(rows),
    confidence: new Float64Array(rows.length).fill(1),
    preference: new Float64Array(rows.length).fill(1),
  };
}

/**
 * Visitors of two tastes, each for one half of 60 items, in three visits; the second one is a present for somebody else, of 20
 * items that go with either.
 */
function twoTastes(visitors: number, perVisit: number): Log {
  const random = createRandom(7);
  const sessions = Array.from({ length: 3 * visitors }, (_, session): [string, ...string[]] => {
    const half = (session % visitors) % 2;
    const isPresent = Math.floor(session / visitors) === 1;
    const items = Array.from({ length: perVisit }, () => {
      const item = isPresent ? 60 + Math.floor(20 * random()) : 30 * half + Math.floor(30 * random());
      return `item-${String(item).padStart(2, '0')}`;
    });
    return [`visit-${session}`, ...items];
  });
  const log = smallLog(sessions);
  const at = log.at.slice();
  for (let session = 0; session < sessions.length; session++) {
    for (let event = log.offsets[session]!; event < log.offsets[session + 1]!; event++) at[event]! += session * HOUR_MS;
  }
  return {
    ...log,
    at,
    user: Int32Array.from(sessions, (_, session) => session % visitors),
    userIds: Array.from({ length: visitors }, (_, user) => `user-${user}`),
  };
}

describe('implicit ALS', () => {
  it('finds the factors that were worked out by hand for three visitors of three items', () => {
    const [unobserved, regularisation] = [0.1, 0.02];
    const { values } = trainAls(
      [chosen(0, 1, 2), chosen(0, 1, 2), chosen(0, 1, 2)],
      3,
      { dims: 1, unobserved, regularisation, iterations: 200 },
      1,
    );
    // every pair is chosen: d/du of 3 (1 - u v)^2 + 3 unobserved (u v)^2 + ridge u^2 with u = v, ridge = regularisation (3 + 3 unobserved)
    const ridge = regularisation * (3 + 3 * unobserved);
    const square = (3 - ridge) / (3 + 3 * unobserved);
    for (const value of values) expect(value * value).toBeCloseTo(square, 6);
  });

  it('leaves no gradient where it has converged, for items as for visitors folded in', () => {
    const random = createRandom(3);
    const visitors = Array.from({ length: 30 }, () => {
      const rows = Array.from({ length: 12 }, (_, row) => row).filter(() => random() < 0.4);
      const { rows: kept, preference } = chosen(...rows);
      return { rows: kept, confidence: Float64Array.from(kept, () => 0.5 + random()), preference };
    });
    const rules = { unobserved: 0.2, regularisation: 0.05 };
    const dims = 3;
    const { values } = trainAls(visitors, 12, { ...rules, dims, iterations: 400 }, 1);
    const exact = { dims, values: Int8Array.from({ length: 0 }), scale: new Float32Array(12) };
    // fold-in reads a table of bytes; one of floats serves as well
    const table = { ...exact, values: values as unknown as Int8Array, scale: new Float32Array(12).fill(1) };
    const foldIn = createFoldIn(rules, table);
    const users = visitors.map((each) => {
      foldIn.read(each);
      return foldIn.vector.slice();
    });
    for (let row = 0; row < 12; row++) {
      const scores = users.map((user) => user.reduce((sum, each, dim) => sum + each * values[row * dims + dim]!, 0));
      const entries = visitors.filter((each) => each.rows.includes(row)).length;
      for (let dim = 0; dim < dims; dim++) {
        let gradient = rules.regularisation * (entries + rules.unobserved * 30) * values[row * dims + dim]!;
        users.forEach((user, at) => {
          const { rows, confidence } = visitors[at]!;
          const place = rows.indexOf(row);
          gradient += rules.unobserved * scores[at]! * user[dim]!;
          if (place >= 0) gradient -= confidence[place]! * (1 - scores[at]!) * user[dim]!;
        });
        expect(gradient).toBeCloseTo(0, 3);
      }
    }
  });

  it('gives the same bytes for the same seed, and nothing to what nobody chose', () => {
    const visitors = [chosen(0, 1), chosen(1, 2), chosen(0, 2)];
    const train = () =>
      quantiseFactors(trainAls(visitors, 5, { dims: 2, unobserved: 0.1, regularisation: 0.01, iterations: 5 }, 9));
    expect(train()).toEqual(train());
    expect([...train().scale.subarray(3)]).toEqual([0, 0]);
  });

  it('tells two tastes apart, as the SVD of the same choices does', () => {
    const log = twoTastes(60, 8);
    const rowOf = Uint32Array.from(log.itemIds, (_, row) => row);
    const visitors = visitorsOf(log, () => true).map((visitor) =>
      chosen(...toEncounters(log, rowOf, visitor).map(({ row }) => row)),
    );
    const rules = { unobserved: 0.1, regularisation: 0.02 };
    const tables = [trainAls(visitors, 80, { ...rules, dims: 4, iterations: 10 }, 1), trainSvd(visitors, 80, 4, 1)];
    for (const factors of tables.map(quantiseFactors)) {
      const foldIn = createFoldIn(rules, factors);
      foldIn.read(chosen(1, 4, 9, 16));
      const scores = Array.from(factors.scale, (scale, row) =>
        foldIn.vector.reduce((sum, each, dim) => sum + each * factors.values[row * 4 + dim]! * scale, 0),
      );
      const mean = (from: number): number => scores.slice(from, from + 30).reduce((sum, each) => sum + each, 0) / 30;
      expect(mean(0)).toBeGreaterThan(2 * mean(30));
    }
  });
});

describe('visitors', () => {
  it('keep of a log what a profile keeps', () => {
    const log = smallLog([
      ['a', 'mug-01', 'mug-02', 'mug-01'],
      ['b', 'bag-01'],
    ]);
    const types = Uint8Array.of(7, 5, 2, 6);
    const rated = { ...log, type: types, rating: Float32Array.of(4, NaN, NaN, NaN) };
    const shop = lanternShop();
    const profile = createRawProfile();
    for (let event = 0; event < 4; event++) foldEvent(profile, toEvent(rated, event), shop);
    const rowOf = Uint32Array.from(log.itemIds, (_, row) => row);
    const met = toEncounters(rated, rowOf, [0, 1, 2, 3]);
    expect(Object.fromEntries(met.map(({ row, history }) => [log.itemIds[row]!, history]))).toEqual(profile.items);
  });

  it('are users where they are known, else sessions, and a share of each is hidden', () => {
    const log = {
      ...smallLog([
        ['a', 'x', 'y'],
        ['b', 'z', 'x'],
        ['c', 'y', 'z'],
      ]),
      user: Int32Array.of(0, -1, 0),
    };
    const visitors = visitorsOf(log, () => true);
    expect(visitors.map((each) => [...each])).toEqual([
      [0, 1, 4, 5],
      [2, 3],
    ]);
    const [first] = hide(log, Uint32Array.of(0, 1, 2), visitors, 0.25, 1);
    expect(first!.known).toHaveLength(3);
    // what is known of him otherwise is nothing new
    for (const row of first!.hidden) expect([...first!.known].map((event) => log.item[event])).not.toContain(row);
  });
});

describe('finding out whether taste pays', () => {
  const train = async (log: Log) => trainModel(log, buildCatalogue(NO_ITEMS, log), { seed: 1, config: { trials: 2 } });

  it('ships nothing where visitors have met two items each', async () => {
    const random = createRandom(5);
    const log = smallLog(
      Array.from({ length: 400 }, (_, at): [string, ...string[]] => [
        `s${at}`,
        `i${Math.floor(20 * random())}`,
        `i${Math.floor(20 * random())}`,
      ]),
    );
    const { taste, refine, findings } = await train(log);
    expect(taste).toBeNull();
    expect(refine.taste).toBeNull();
    expect(findings.find(({ what }) => what === 'long-term taste')!.chosen).toMatch(/^none: 0 of 400/);
  });

  it('ships it where customers of two tastes come back, and the same bytes again', async () => {
    const log = twoTastes(160, 8);
    const { taste, refine, findings } = await train(log);
    expect(refine.taste?.return).toBeGreaterThan(0);
    const found = findings.find(({ what }) => what === 'long-term taste on return')!;
    expect(found.after).toBeGreaterThan(found.before);
    expect((await train(log)).taste).toEqual(taste);
  });
});
