import { describe, expect, test } from 'vitest';

import { longestTaskOf } from '../../../bench/trace.ts';
import { grant, learn } from '../../e2e/fixture-page.ts';
import { orderOf, readShifts } from '../../e2e/probes.ts';
import { holdDecisions } from '../held-decisions.ts';
import { LANTERNS, RANK_SLOT, SERVER_ORDER, SLOT, type Shop, type Visitor } from '../shop.ts';
import { useShop } from '../use-shop.ts';

const SETTLE_MS = 1_000;
const OWN_WORKER = 'data-worker="/aisle-worker.js"';
const BODY = `<main data-aisle-page="home">${RANK_SLOT}</main>`;

let shop: Shop;
let visitor: Visitor;

useShop((...given) => ([shop, visitor] = given));

describe('a page that is slow', () => {
  test('fault 50: six times slower and with a late model it keeps the order of the server, shifts nothing and has no long task of ours', async () => {
    const page = await visitor.open(
      shop.page('/slow', { body: BODY, attributes: `${OWN_WORKER} data-deadline="150"` }),
    );
    await learn(page, LANTERNS.slice(1, 4));
    await holdDecisions(shop);
    const session = await visitor.context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    const browser = visitor.context.browser()!;
    const tasks: number[] = [];
    for (let round = 0; round < 3; round++) {
      await browser.startTracing(page, { categories: ['devtools.timeline', 'toplevel'] });
      await page.reload();
      await grant(page);
      await page.waitForTimeout(2 * SETTLE_MS);
      await page.evaluate(() => new BroadcastChannel('release').postMessage(0));
      await page.waitForTimeout(SETTLE_MS / 2);
      const trace = (await browser.stopTracing()).toString();
      tasks.push(longestTaskOf(trace, (url) => url.startsWith(shop.cdn)));
      expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
      expect(await readShifts(page)).toEqual([]);
    }
    // what belongs to us is there in every round; what a busy machine adds is not
    expect(Math.min(...tasks)).toBeGreaterThan(0);
    expect(Math.min(...tasks)).toBeLessThan(50);
  });
});
