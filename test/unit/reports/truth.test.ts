import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';

import type { ReportsState } from '../../../contract/living.ts';
import type { LivingChange } from '../../../contract/living-calls.ts';
import { cellsOf, HEALTH_CELLS, type Task } from '../../../contract/reports.ts';
import { foldReports } from '../../../worker/reports/fold-reports.ts';
import { noneOf, truthOf, type Visit } from '../../../worker/reports/truth-of.ts';
import { createRawProfile, type RawProfile } from '../../../worker/profile/raw-profile.ts';
import { realRandom } from '../engine/device.ts';
import { itemId } from '../engine/small-bundle.ts';
import { eventOf, NOW } from '../living/living-shop.ts';
import { card, createReportShop, DAY, taskOf, TASKS } from './report-shop.ts';

const task = (kind: Task['kind']): Task => TASKS.find((each) => each.kind === kind)!;
const PLAN = {
  id: 'a'.repeat(32),
  task: 'b'.repeat(16),
  question: 0,
  day: Math.floor(NOW / DAY),
  epoch: 2_930,
  debit: 1_000_000,
  dueAt: NOW,
};

function visitOf(changes: Partial<Visit> = {}): Visit {
  return {
    reports: { impressions: [], offers: [] },
    segments: new Set(),
    topOf: () => undefined,
    health: [],
    ...changes,
  };
}

const shown = (list: string, position: number, step: ReportsState['impressions'][number]['step']): Visit =>
  visitOf({ reports: { impressions: [{ item: 'x', list, position, step }], offers: [] } });
const answer = (asked: Task, visit: Visit, question = 0): string | undefined =>
  cellsOf(asked)[truthOf(asked, question, visit, realRandom) as number];

describe('the truth', () => {
  it.each([
    ['slots', visitOf(), 'none'],
    ['slots', shown('elsewhere', 0, 'bought'), 'none'],
    ['slots', shown('home-hero', 0, 'seen'), 'home-hero 1 seen'],
    ['slots', shown('home-second', 9, 'carted'), 'home-second 6-10 carted'],
    ['slots', shown('home-second', 10, 'bought'), 'home-second >10 bought'],
    ['rank', shown('home-hero', 0, 'seen'), 'none'],
    ['rank', shown('home-hero', 3, 'clicked'), '4-5'],
    ['rank', shown('elsewhere', 2, 'bought'), '3'],
    ['outcome', shown('home-hero', 0, 'seen'), 'no'],
    ['outcome', shown('elsewhere', 40, 'clicked'), 'yes'],
    ['outcome', shown('home-hero', 0, 'bought'), 'yes'],
    ['interest', visitOf(), 'none'],
    ['interest', visitOf({ topOf: () => 'mug' }), 'mug'],
    ['interest', visitOf({ topOf: () => 'what no task names' }), 'none'],
    ['offers', visitOf(), 'none'],
    ['offers', visitOf({ reports: { impressions: [], offers: [{ id: 'other', step: 'shown' }] } }), 'none'],
    ['offers', visitOf({ reports: { impressions: [], offers: [{ id: 'ten-off', step: 'held' }] } }), 'ten-off held'],
    ['segments', visitOf({ segments: new Set(['lantern-fans']) }), 'yes'],
    ['segments', visitOf({ segments: new Set(['nobody']) }), 'no'],
  ] as const)('of %s is the cell that the contract names so (%#)', (kind, visit, expected) => {
    expect(answer(task(kind), visit)).toBe(expected);
  });

  it.each([
    ['clicked', ['no', 'yes', 'yes', 'yes']],
    ['carted', ['no', 'no', 'yes', 'yes']],
    ['bought', ['no', 'no', 'no', 'yes']],
  ] as const)('of an outcome %s counts whatever came at least so far', (outcome, expected) => {
    const asked = taskOf({ kind: 'outcome', outcome });
    const steps = ['seen', 'clicked', 'carted', 'bought'] as const;
    expect(steps.map((step) => answer(asked, shown('a', 0, step)))).toEqual(expected);
  });

  it('of a segment is about the one that was drawn', () => {
    const visit = visitOf({ segments: new Set(['nobody']) });
    expect([0, 1].map((question) => answer(task('segments'), visit, question))).toEqual(['no', 'yes']);
  });

  it('is one impression of several, all alike', () => {
    const impressions = [0, 1, 2].map((position) => ({
      item: 'x',
      list: 'home-hero',
      position,
      step: 'seen' as const,
    }));
    const visit = visitOf({ reports: { impressions, offers: [] } });
    const counts = new Map<string | undefined, number>();
    for (let draw = 0; draw < 3_000; draw++) {
      const cell = answer(task('slots'), visit);
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    expect(counts.size).toBe(3);
    // six standard deviations
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(155);
  });

  it('of the engine’s health is counts of at most 15 each and 16 together, of which what is rare stays', () => {
    const counts = HEALTH_CELLS.map((_, cell) => (cell === 0 ? 900 : cell === 3 ? 2 : 0));
    const truth = truthOf(task('health'), 0, visitOf({ health: counts }), realRandom) as number[];
    expect(truth).toEqual(HEALTH_CELLS.map((_, cell) => (cell === 0 ? 14 : cell === 3 ? 2 : 0)));
    const many = truthOf(task('health'), 0, visitOf({ health: HEALTH_CELLS.map(() => 15) }), realRandom) as number[];
    expect(many.reduce((sum, count) => sum + count, 0)).toBe(16);
  });

  it('of a report that costs nothing is that of nobody', () => {
    for (const asked of TASKS) expect(noneOf(asked)).toEqual(truthOf(asked, 0, visitOf(), realRandom));
  });
});

describe('what a visit does', () => {
  /** As rows tell it, from a plan on. */
  function fold(...rows: readonly { events?: readonly object[]; changes?: readonly LivingChange[] }[]): ReportsState {
    const profile = planned();
    rows.forEach((row, place) =>
      foldReports(profile.living, { events: [], at: NOW, ...row, seq: place + 2 } as never, place + 1, true),
    );
    return profile.living.reports!;
  }

  function planned(): RawProfile {
    const profile = createRawProfile();
    foldReports(
      profile.living,
      { seq: 1, events: [], at: NOW, changes: [{ do: 'plan', plan: PLAN, refused: [] }] },
      0,
      true,
    );
    return profile;
  }

  const seen = eventOf('list_view', NOW, [card(1, 0) as never, card(2, 1) as never], { list: 'home-hero' });
  const steps = ({ impressions }: ReportsState): string[] =>
    impressions.map(({ item, position, step }) => `${item} ${position} ${step}`);

  it('goes from seen to clicked, into the cart and bought, each impression for itself', () => {
    const rows = [
      { events: [seen] },
      { events: [eventOf('product_click', NOW, [card(2, 1) as never])] },
      { events: [eventOf('add_to_cart', NOW, [itemId(2), itemId(1)])] },
      { events: [eventOf('purchase', NOW, [itemId(2), itemId(1)])] },
    ];
    const all = [0, 1, 2, 3].map((to) => steps(fold(...rows.slice(0, to + 1)))[1]);
    expect(all).toEqual(['seen', 'clicked', 'carted', 'bought'].map((step) => `${itemId(2)} 1 ${step}`));
    // what was never clicked there is put down to nothing
    expect(steps(fold(...rows))[0]).toBe(`${itemId(1)} 0 seen`);
  });

  it('is also put into the cart from the card itself, or clicked without having been seen', () => {
    expect(steps(fold({ events: [eventOf('add_to_cart', NOW, [card(3, 2) as never])] }))).toEqual([
      `${itemId(3)} 2 carted`,
    ]);
    expect(steps(fold({ events: [eventOf('product_click', NOW, [card(3, 2) as never])] }))).toEqual([
      `${itemId(3)} 2 clicked`,
    ]);
  });

  it('is not remembered before a plan, nor after the report', () => {
    const profile = createRawProfile();
    foldReports(profile.living, { seq: 1, events: [seen], at: NOW }, 0, true);
    expect(profile.living.reports).toBeUndefined();
    const reported = {
      do: 'reported',
      key: PLAN.id,
      about: 'a-task',
      body: 'x',
      debit: 1,
      state: 'acknowledged',
    } as const;
    const state = fold({ events: [seen] }, { changes: [reported] }, { events: [seen] });
    expect(state.plan).toBeUndefined();
    expect(state.impressions).toEqual([]);
  });

  it('forgets an item of which its owner wants nothing to be learned, and what was taken back', () => {
    const ignore = { do: 'ignoreItem', item: itemId(1), isOut: true } as const;
    expect(steps(fold({ events: [seen] }, { changes: [ignore] }))).toEqual([`${itemId(2)} 1 seen`]);
    expect(steps(fold({ events: [seen] }, { changes: [{ do: 'takeBack', event: seen.id }] }))).toEqual([]);
  });

  it('remembers 300 impressions at most, the newest', () => {
    const rows = Array.from({ length: 301 }, (_, at) => ({
      events: [eventOf('list_view', NOW, [card(at % 12, at) as never])],
    }));
    const { impressions } = fold(...rows);
    expect(impressions).toHaveLength(300);
    expect(impressions.at(-1)?.position).toBe(300);
  });

  it('follows an offer to what became of it', () => {
    const show = { do: 'show', offer: 'ten-off', visit: 1, isHeld: false } as const;
    const took = { do: 'answer', offer: 'ten-off', how: 'accepted' } as const;
    const bought = { events: [eventOf('purchase', NOW, [itemId(1)])] };
    const of = (...changes: LivingChange[]) => fold({ changes }).offers;
    expect(of(show)).toEqual([{ id: 'ten-off', step: 'shown' }]);
    expect(of(show, took)).toEqual([{ id: 'ten-off', step: 'accepted' }]);
    expect(fold({ changes: [show] }, bought).offers).toEqual([{ id: 'ten-off', step: 'bought' }]);
    expect(fold({ changes: [{ ...show, isHeld: true }] }, bought).offers).toEqual([{ id: 'ten-off', step: 'held' }]);
  });

  it('counts no plan that was worked out from a state that another tab has changed meanwhile', () => {
    const profile = createRawProfile();
    const changes = [{ do: 'plan', plan: PLAN, refused: [] }] as const;
    foldReports(profile.living, { seq: 2, after: 0, events: [], at: NOW, changes }, 1, true);
    expect(profile.living.reports).toBeUndefined();
  });

  it('leaves nothing of the budget where rows were merged that nobody here has seen', () => {
    for (const profile of [planned(), createRawProfile()]) {
      foldReports(profile.living, { seq: 9, events: [], at: NOW }, 3, true);
      expect(profile.living.reports).toMatchObject({ spent: 4_000_000, lastDay: PLAN.day });
    }
  });
});

describe('the tally', () => {
  it('is the same in every tab, and in one that is opened later', async () => {
    const shop = await createReportShop();
    const [tab, other] = [await shop.openTab(), await shop.openTab()];
    await tab.report();
    await tab.act('list_view', [card(1, 0), card(2, 1)], { list: 'home-hero' });
    await other.act('product_click', [card(2, 1)]);
    await tab.act('purchase', [{ id: itemId(2) }]);
    const state = (await tab.state())!;
    expect(state.impressions.map(({ step }) => step)).toEqual(['seen', 'bought']);
    for (const each of [other, await shop.openTab()]) expect(await each.state()).toEqual(state);
  });
});
