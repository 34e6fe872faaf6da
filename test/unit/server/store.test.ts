import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import type { Task } from '../../../contract/reports.ts';
import { createGroupCommit } from '../../../server/store/group-commit.ts';
import { openStore } from '../../../server/store/open-store.ts';
import type { Store, StoredReport } from '../../../server/store/store.ts';
import { startPostgres, type Postgres } from './postgres.ts';

const TASK = '00112233445566aa';
let postgres: Postgres;
const open: Store[] = [];
let sites = 0;

beforeAll(async () => void (postgres = await startPostgres()), 120_000);
afterAll(() => postgres.stop());
afterEach(async () => void (await Promise.all(open.splice(0).map((store) => store.close()))));

const report = (id: number, change: Partial<StoredReport> = {}): StoredReport => ({
  site: `s${sites}`,
  id: id.toString(16).padStart(32, '0'),
  task: TASK,
  question: 0,
  epoch: 2_900,
  arm: 1,
  counts: [1, 0, 2],
  ...change,
});

describe.each(['PGlite', 'PostgreSQL'])('the store in %s', (kind) => {
  async function start(): Promise<Store> {
    const store = await openStore(kind === 'PGlite' ? { memory: true } : { databaseUrl: postgres.url });
    open.push(store);
    sites++;
    return store;
  }

  test('adds what is new to the sums, cell by cell, below zero too', async () => {
    const store = await start();
    expect(await store.add([report(1), report(2, { counts: [-7, 5, 0] })])).toEqual([true, true]);
    expect(await store.add([report(3), report(4, { arm: 0 })])).toEqual([true, true]);
    expect(await store.sums(`s${sites}`, TASK)).toEqual([
      { question: 0, epoch: 2_900, arm: 0, n: 1, counts: [1, 0, 2] },
      { question: 0, epoch: 2_900, arm: 1, n: 3, counts: [-5, 5, 4] },
    ]);
  });

  test('counts an id once: in one batch, in the next, and in a hundred at once', async () => {
    const store = await start();
    expect(await store.add([report(1), report(1)])).toEqual([true, false]);
    expect(await store.add([report(1), report(2)])).toEqual([false, true]);
    const all = await Promise.all(Array.from({ length: 100 }, () => store.add([report(3)])));
    expect(all.flat().filter(Boolean)).toHaveLength(1);
    expect((await store.sums(`s${sites}`, TASK))[0]).toMatchObject({ n: 3, counts: [3, 0, 6] });
  });

  test('an id is one of its site and epoch, and forgotten with its epoch', async () => {
    const store = await start();
    await store.add([report(1), report(1, { epoch: 2_901 })]);
    expect(await store.add([report(1, { site: `other${sites}` })])).toEqual([true]);
    await store.forgetBefore(2_901);
    expect(await store.add([report(1), report(1, { epoch: 2_901 })])).toEqual([true, false]);
  });

  test('keeps the task that first had a key', async () => {
    const store = await start();
    const task: Task = { id: 'clicked', key: TASK, kind: 'outcome', outcome: 'clicked', microEpsilon: 1, weight: 1 };
    await store.register(`s${sites}`, [task], 5);
    await store.register(`s${sites}`, [{ ...task, weight: 9 }], 6);
    expect(await store.tasks(`s${sites}`)).toEqual([task]);
  });

  test('a batch that cannot be written leaves nothing', async () => {
    const store = await start();
    await expect(store.add([report(1), report(2, { counts: [Number.NaN] })])).rejects.toThrow();
    expect(await store.sums(`s${sites}`, TASK)).toEqual([]);
    expect(await store.add([report(1)])).toEqual([true]);
  });
});

test('several servers on one PostgreSQL start and count at once without losing or doubling any', async () => {
  sites++;
  const stores = await Promise.all(Array.from({ length: 3 }, () => openStore({ databaseUrl: postgres.url })));
  open.push(...stores);
  const ids = Array.from({ length: 60 }, (_, id) => id);
  const spread = (id: number): Partial<StoredReport> => ({ question: id % 5, arm: id % 2 === 0 ? 0 : 1 });
  const batches = stores.flatMap((store, turn) =>
    Array.from({ length: 10 }, () =>
      store.add((turn % 2 === 0 ? ids : ids.toReversed()).map((id) => report(id, spread(id)))),
    ),
  );
  const fresh = (await Promise.all(batches)).flat().filter(Boolean);
  expect(fresh).toHaveLength(60);
  const sums = await stores[0]!.sums(`s${sites}`, TASK);
  expect(sums.reduce((sum, { n }) => sum + n, 0)).toBe(60);
});

test('a folder keeps what was counted, and is taken by one server at a time', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'aisle-store-'));
  sites++;
  const first = await openStore({ dir });
  expect(await first.add([report(1)])).toEqual([true]);
  await expect(openStore({ dir })).rejects.toMatchObject({ code: 'data-in-use' });
  await first.close();
  const second = await openStore({ dir });
  expect(await second.add([report(1), report(2)])).toEqual([false, true]);
  expect((await second.sums(`s${sites}`, TASK))[0]).toMatchObject({ n: 2 });
  await second.close();
  await rm(dir, { recursive: true });
});

test('requests that come while a transaction runs share the next, and each hears of its own reports', async () => {
  const sizes: number[] = [];
  const commit = createGroupCommit({
    async add(reports) {
      sizes.push(reports.length);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (reports.some(({ epoch }) => epoch === 0)) throw new Error('full');
      return reports.map(({ arm }) => arm === 1);
    },
  });
  const answers = await Promise.all([1, 2, 3].map((id) => commit.add([report(id), report(9, { arm: 0 })])));
  expect(answers).toEqual([
    [true, false],
    [true, false],
    [true, false],
  ]);
  expect(sizes).toEqual([2, 4]);
  await expect(commit.add([report(1, { epoch: 0 })])).rejects.toThrow('full');
  await commit.drained();
  expect(await commit.add([report(1)])).toEqual([true]);
});
