import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';

import { reportsBodySchema, privateReportSchema, taskSchema } from '../../../contract/reports.schema.ts';
import { EPOCH_DAYS, epochOf, type Task } from '../../../contract/reports.ts';
import { isTask } from '../../../worker/reports/accept-tasks.ts';
import { consentRecord, expectOk, PLAIN } from '../engine/device.ts';
import { itemId } from '../engine/small-bundle.ts';
import { LANTERN_FANS } from '../living/people-shop.ts';
import {
  card,
  createReportShop,
  DAY,
  GRANTED,
  MINUTE,
  readBody,
  taskOf,
  TASKS,
  type ReportShop,
} from './report-shop.ts';

const CLICKED = TASKS.slice(0, 1);

/** The first moment of seven days of the budget's. */
function startEpoch({ device }: ReportShop): void {
  device.now = (epochOf(device.now) + 1) * EPOCH_DAYS * DAY + 60 * MINUTE;
}

describe('a report is planned', () => {
  it('once a UTC day, over two tabs that ask at the same time', async () => {
    const shop = await createReportShop();
    const [a, b] = [await shop.openTab(), await shop.openTab()];
    const reports = await Promise.all([a.report(), b.report(), a.report(), b.report()]);
    expect(new Set(reports.map((report) => report?.id)).size).toBe(1);
    await a.settle(reports[0]!);
    expect(await a.report()).toBeUndefined();
    expect(await b.report()).toBeUndefined();
    shop.device.now += DAY;
    expect((await b.report())?.id).not.toBe(reports[0]!.id);
  });

  it('and paid for on disk before the page has anything in hand', async () => {
    const shop = await createReportShop(CLICKED);
    const tab = await shop.openTab();
    await tab.report();
    expect(shop.order).toEqual(['plan true', 'handed over']);
    // as a tab sees it that knows nothing but the disk
    expect(await (await shop.openTab()).state()).toMatchObject({ spent: 1_000_000, plan: { debit: 1_000_000 } });
  });

  it('and handed over to nobody where the plan cannot be written', async () => {
    const shop = await createReportShop(CLICKED);
    const tab = await shop.openTab();
    expectOk(await tab.engine.erase(PLAIN));
    expect(await tab.engine.living({ ...PLAIN, ask: 'report' })).toMatchObject({ ok: false, reason: 'stopped' });
    expect(shop.order).toEqual([]);
  });

  it('for a time within the visit, which a clock that is set back does not put off', async () => {
    const shop = await createReportShop(CLICKED, { delayMinutes: [2, 10] });
    const tab = await shop.openTab();
    const { dueInMs } = (await tab.report())!;
    expect(dueInMs).toBeGreaterThanOrEqual(2 * MINUTE);
    expect(dueInMs).toBeLessThanOrEqual(10 * MINUTE);
    shop.device.now -= DAY / 2;
    expect((await tab.report())!.dueInMs).toBeLessThanOrEqual(10 * MINUTE);
    shop.device.now += DAY / 2 + 10 * MINUTE;
    expect((await tab.report())!.dueInMs).toBe(0);
  });

  it('and, where the visit ends before, is sent as it stands in the next one, which then plans its own', async () => {
    const shop = await createReportShop(CLICKED);
    const { id } = (await (await shop.openTab()).report())!;
    shop.device.now += DAY;
    const tab = await shop.openTab();
    const late = (await tab.report())!;
    expect(late).toMatchObject({ id, dueInMs: 0 });
    await tab.settle(late);
    expect((await tab.report())?.id).not.toBe(id);
  });

  it('and dropped when nobody collects it any more, and another one is planned', async () => {
    const shop = await createReportShop(CLICKED);
    const tab = await shop.openTab();
    const { id } = (await tab.report())!;
    shop.device.now += 15 * DAY;
    const tabs = [await shop.openTab(), await shop.openTab(), await shop.openTab()];
    const anew = await Promise.all(tabs.map((each) => each.report()));
    expect(new Set(anew.map((report) => report?.id)).size).toBe(1);
    expect(anew[0]?.id).not.toBe(id);
  });
});

describe('the budget', () => {
  it('suffices for four reports in seven days; the others say nothing, in the same form, and cost nothing', async () => {
    const shop = await createReportShop(CLICKED);
    startEpoch(shop);
    const tab = await shop.openTab();
    const spent: (readonly [number | undefined, number])[] = [];
    const lengths = new Set<number>();
    for (let day = 0; day < 7; day++) {
      const report = (await tab.report())!;
      lengths.add(report.body.length);
      spent.push([(await tab.budget())?.left, (await tab.state())!.plan!.debit]);
      await tab.settle(report);
      shop.device.now += DAY;
    }
    expect(spent).toEqual([
      [3, 1e6],
      [2, 1e6],
      [1, 1e6],
      [0, 1e6],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(lengths.size).toBe(1);
    expect((await tab.ask({ ask: 'ledger' })).entries.map(({ epsilon }) => epsilon)).toEqual([1, 1, 1, 1, 0, 0, 0]);
    // and the next seven days begin
    await tab.report();
    expect(await tab.budget()).toMatchObject({ left: 3, of: 4 });
  });

  it('says in the ledger when it renews itself', async () => {
    const shop = await createReportShop(CLICKED);
    startEpoch(shop);
    const tab = await shop.openTab();
    const start = epochOf(shop.device.now) * EPOCH_DAYS * DAY;
    expect(await tab.budget()).toEqual({ left: 4, of: 4, renewsAt: start + 7 * DAY });
  });

  it('is never more than four epsilon, whatever the bundle says, and less where it says so', async () => {
    const generous = await createReportShop(CLICKED, { epochMicroEpsilon: 100_000_000 });
    expect((await (await generous.openTab()).budget())?.of).toBe(4);
    const sparing = await createReportShop(CLICKED, { epochMicroEpsilon: 1_500_000 });
    expect((await (await sparing.openTab()).budget())?.of).toBe(1.5);
  });

  it('is not given back by a clock that is set back, in the same tab or a new one', async () => {
    const shop = await createReportShop(CLICKED);
    startEpoch(shop);
    const tab = await shop.openTab();
    await tab.settle((await tab.report())!);
    for (const back of [DAY, 7 * DAY, 30 * DAY]) {
      shop.device.now -= back;
      for (const each of [tab, await shop.openTab()]) {
        expect(await each.report()).toBeUndefined();
        expect(await each.budget()).toMatchObject({ left: 3 });
      }
      shop.device.now += back;
    }
  });

  it('is anew after an erasure, and nothing of the plan is left', async () => {
    const shop = await createReportShop(CLICKED);
    const tab = await shop.openTab();
    const { id } = (await tab.report())!;
    expectOk(await tab.engine.erase(PLAIN));
    const anew = await shop.openTab();
    expect(await anew.budget()).toMatchObject({ left: 4 });
    expect((await anew.report())?.id).not.toBe(id);
  });

  it('is the device’s: neither somebody else nor a profile from elsewhere brings one along', async () => {
    const shop = await createReportShop(CLICKED);
    const tab = await shop.openTab();
    const before = expectOk(await tab.engine.exportProfile(PLAIN)).export;
    await tab.act('list_view', [card(1, 0)]);
    await tab.report();
    for (const id of ['ann', 'ben']) {
      expectOk(await tab.engine.living({ ...PLAIN, ask: 'login', id }));
      expect(await tab.budget()).toMatchObject({ left: 3 });
    }
    expectOk(await tab.engine.living({ ...PLAIN, ask: 'logout' }));
    expect(await tab.budget()).toMatchObject({ left: 3 });
    expectOk(await tab.engine.importProfile({ ...PLAIN, document: before }));
    expect(await tab.budget()).toMatchObject({ left: 3 });
  });
});

describe('a task', () => {
  it('that asks for what does not change is answered at most once in 28 days, and says nothing in between', async () => {
    const shop = await createReportShop(TASKS.filter(({ kind }) => kind === 'segments'));
    const tab = await shop.openTab();
    const debits: number[] = [];
    for (let day = 0; day < 57; day++) {
      const report = (await tab.report())!;
      debits.push((await tab.state())!.plan!.debit);
      await tab.settle(report);
      shop.device.now += DAY;
    }
    expect(debits.flatMap((debit, day) => (debit > 0 ? [day] : []))).toEqual([0, 28, 56]);
  });

  it('that asks for more than one epsilon is refused alone, and remembered', async () => {
    const greedy = { ...taskOf({ id: 'greedy', kind: 'rank', weight: 1_000 }), microEpsilon: 1_000_001 };
    const shop = await createReportShop([greedy, ...CLICKED]);
    const tab = await shop.openTab();
    for (let day = 0; day < 4; day++) {
      const report = (await tab.report())!;
      expect(readBody(report).task).toBe(CLICKED[0]!.key);
      await tab.settle(report);
      shop.device.now += DAY;
    }
    expect((await tab.state())!.refused).toEqual(['greedy']);
  });

  it('that asks for more than one epsilon is not answered where it is the only one', async () => {
    const shop = await createReportShop([{ ...CLICKED[0]!, microEpsilon: 2_000_000 }]);
    expect(await (await shop.openTab()).report()).toBeUndefined();
    expect(shop.order).toEqual([]);
  });

  it.each<[string, unknown]>([
    ...TASKS.map((task): [string, unknown] => [task.id, task]),
    ['no text', { ...CLICKED[0], id: 7 }],
    ['another kind', { ...CLICKED[0], kind: '__proto__' }],
    ['too much', { ...CLICKED[0], microEpsilon: 1_000_001 }],
    ['nothing', { ...CLICKED[0], microEpsilon: 0 }],
    ['a fraction', { ...CLICKED[0], weight: 0.5 }],
    ['no such outcome', { ...CLICKED[0], outcome: 'seen' }],
    ['a field of another kind', { ...TASKS[2], outcome: 'clicked' }],
    ['eleven slots', { ...TASKS[1], slots: Array.from({ length: 11 }, (_, at) => `slot-${at}`) }],
    ['no values', { ...TASKS[4], values: [] }],
    ['null', null],
  ])('is read exactly as the contract has it: %s', (_, task) => {
    expect(isTask(task)).toBe(taskSchema.safeParse(task).success);
  });
});

describe('what leaves', () => {
  it.each(TASKS.map((task) => [task.id, task] as const))(
    'is of one length and form for the task %s, whatever was done',
    async (_, task) => {
      const shop = await createReportShop([task], {}, { segments: [LANTERN_FANS] });
      const tab = await shop.openTab();
      const reports = [(await tab.report())!];
      await tab.act('list_view', [card(0, 0), card(2, 4), card(4, 40, 'home-second')], { list: 'home-hero' });
      reports.push((await tab.report([15, 15, 15]))!);
      await tab.act('product_click', [card(2, 4)]);
      for (const row of [0, 2, 4]) await tab.act('product_view', [{ id: itemId(row) }]);
      reports.push((await tab.report([1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1]))!);
      await tab.act('add_to_cart', [{ id: itemId(2) }]);
      await tab.act('purchase', [{ id: itemId(2) }]);
      reports.push((await tab.report())!);
      expect(new Set(reports.map(({ body }) => body.length)).size).toBe(1);
      for (const report of reports) {
        expect(reportsBodySchema.safeParse(JSON.parse(report.body)).success).toBe(true);
        expect(privateReportSchema.safeParse(readBody(report)).error).toBeUndefined();
        expect(Object.keys(readBody(report))).toEqual(['id', 'task', 'epoch', 'arm', 'question', 'value']);
        expect(report.body).not.toMatch(/item|lantern|mug|home|clicked|ten-off/);
      }
    },
  );

  it('is drawn from what was done while the budget pays for it, and from nothing afterwards', async () => {
    const shop = await createReportShop(CLICKED, { epochMicroEpsilon: 1_000_000 });
    startEpoch(shop);
    const tab = await shop.openTab();
    const shares: number[] = [];
    for (let day = 0; day < 2; day++) {
      await tab.report();
      await tab.act('product_click', [card(1, 0)]);
      const reports = await Promise.all(Array.from({ length: 1_000 }, () => tab.ask({ ask: 'report' })));
      shares.push(reports.filter(({ report }) => readBody(report!).value === '01').length / 1_000);
      await tab.settle(reports[0]!.report!);
      shop.device.now += DAY;
    }
    // e / (e + 1) and 1 / (e + 1), within six standard deviations
    expect(Math.abs(shares[0]! - 0.731)).toBeLessThan(0.085);
    expect(Math.abs(shares[1]! - 0.269)).toBeLessThan(0.085);
  });

  it('tells nothing while its owner does not want to be learned from', async () => {
    const shop = await createReportShop(TASKS.filter(({ kind }) => kind === 'interest'));
    const tab = await shop.openTab();
    for (const row of [0, 2, 4]) await tab.act('product_view', [{ id: itemId(row) }]);
    const share = async (): Promise<number> => {
      const reports = await Promise.all(Array.from({ length: 1_000 }, () => tab.ask({ ask: 'report' })));
      return reports.filter(({ report }) => readBody(report!).value === '01').length / 1_000;
    };
    // e / (e + 2) and 1 / (e + 2), within six standard deviations
    expect(Math.abs((await share()) - 0.576)).toBeLessThan(0.094);
    expectOk(await tab.engine.pause({ ...PLAIN, isOn: true }));
    expect(Math.abs((await share()) - 0.212)).toBeLessThan(0.078);
  });

  it('says the arm in the clear, which is one draw for as long as the profile is there', async () => {
    const shop = await createReportShop(CLICKED, {}, {}, { holdout: 0.5 });
    const arms = new Set<number>();
    for (let profile = 0; profile < 40; profile++) {
      const tab = await shop.openTab();
      const [first, second] = [(await tab.report())!, (await (await shop.openTab()).report())!];
      expect(readBody(first).arm).toBe(readBody(second).arm);
      arms.add(readBody(first).arm);
      expectOk(await tab.engine.erase(PLAIN));
    }
    expect(arms).toEqual(new Set([0, 1]));
  });

  it('is in the ledger, word for word, with what it cost, in every tab; and said twice it is there once', async () => {
    const shop = await createReportShop(CLICKED);
    const [tab, other] = [await shop.openTab(), await shop.openTab()];
    const report = (await tab.report())!;
    await tab.settle(report);
    await other.settle(report, 'refused');
    const entry = { at: expect.any(Number), task: 'report', about: 'clicked', epsilon: 1, state: 'acknowledged' };
    for (const each of [tab, other])
      expect((await each.ask({ ask: 'ledger' })).entries).toEqual([{ ...entry, body: report.body }]);
  });
});

describe('nothing is planned', () => {
  it('without the purpose measurement, or where it is pending', async () => {
    const shop = await createReportShop(CLICKED);
    for (const measurement of ['denied', 'pending'] as const)
      expect(await (await shop.openTab({ ...GRANTED, measurement })).report()).toBeUndefined();
    expect(shop.order).toEqual([]);
  });

  it('any more when measurement is withdrawn, and what was planned is gone', async () => {
    const shop = await createReportShop(CLICKED);
    const [tab, other] = [await shop.openTab(), await shop.openTab()];
    await tab.act('list_view', [card(1, 0)], { list: 'home-hero' });
    await tab.report();
    const consent = { ...consentRecord({ ...GRANTED, measurement: 'denied' }), at: shop.device.now };
    expectOk(await tab.engine.consent({ ...PLAIN, consent }));
    expect(await other.report()).toBeUndefined();
    expect(await tab.report()).toBeUndefined();
    const state = (await tab.state())!;
    expect(state).toMatchObject({ spent: 1_000_000, impressions: [], offers: [] });
    expect(state.plan).toBeUndefined();
  });

  it('where nothing outlives the page', async () => {
    const shop = await createReportShop(CLICKED);
    const tab = await shop.openTab(GRANTED, true);
    expect(await tab.report()).toBeUndefined();
    expect(shop.order).toEqual([]);
  });

  it('where the bundle asks for nothing, or in a form of another build', async () => {
    const newer = await createReportShop(CLICKED, { v: 2 as never });
    expect(await (await newer.openTab()).report()).toBeUndefined();
    const empty = await createReportShop([] as Task[]);
    expect(await (await empty.openTab()).report()).toBeUndefined();
  });
});
