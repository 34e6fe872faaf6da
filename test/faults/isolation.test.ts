// What must not reach the shop: exceptions, violated policies, a worker's death, the habits of other scripts.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { grant, learn } from '../e2e/fixture-page.ts';
import { orderOf, until } from '../e2e/probes.ts';
import { LANTERNS, SERVER_ORDER, SLOT, startShop, type Shop, type Visitor } from './shop.ts';

let shop: Shop;
let visitor: Visitor;

beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

beforeEach(async () => {
  visitor = await shop.launch();
});
afterEach(() => visitor.close());

describe('policies', () => {
  test('fault 37: where Trusted Types are enforced nothing is violated and the slot is ranked', async () => {
    const headers = { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types aisle" };
    const page = await visitor.open(shop.page('/trusted', { headers }));
    await learn(page, LANTERNS.slice(1, 4));
    await page.reload();
    await grant(page);
    const order = await until(
      () => orderOf(page, SLOT),
      (now) => now.join() !== SERVER_ORDER.join(),
    );
    expect(order.slice(0, 2).toSorted()).toEqual(LANTERNS.slice(4).toSorted());
    expect(await page.evaluate(() => window.violations)).toEqual([]);
    expect(visitor.errors).toEqual([]);
  });
});
