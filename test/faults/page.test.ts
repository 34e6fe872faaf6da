// The page's own life: it renders again, comes back from the back/forward cache, is left.

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { exportProfile, grant, learn, untilLoaded, view } from '../e2e/fixture-page.ts';
import { orderOf, until } from '../e2e/probes.ts';
import { holdDecisions, untilHeld } from './held-decisions.ts';
import { ITEMS, LANTERNS, RANK_SLOT, SERVER_ORDER, SLOT, type Shop, type Visitor } from './shop.ts';
import { useShop } from './use-shop.ts';

const SETTLE_MS = 1_000;
const OWN_WORKER = 'data-worker="/aisle-worker.js"';
const BODY = `<main data-aisle-page="home">${RANK_SLOT}</main>`;
/** Restored from the back/forward cache, which Playwright turns off by default. */
const CACHED = { ignoreDefaultArgs: ['--disable-back-forward-cache'] };

const EMPTIES = 'empties the list';
/** What a card's own code does with its `list`, whose `nodes` were there before. */
const REACTIONS: readonly [name: string, react: string][] = [
  ['renders the list again', 'list.replaceChildren(...nodes)'],
  ['removes the list', 'list.remove()'],
  [EMPTIES, 'list.replaceChildren()'],
  ['throws', 'throw new Error("the shop’s own")'],
];

let shop: Shop;
let visitor: Visitor;

useShop((...given) => ([shop, visitor] = given), CACHED);

describe('the back/forward cache', () => {
  test('fault 32: a page comes back from it, its database is there again and nothing counts twice', async () => {
    const page = await visitor.open(shop.page('/cached', { body: BODY }));
    await page.evaluate(() => {
      addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
      aisle('on', 'error', (error: unknown) => Object.assign(window, { failed: error }));
    });
    await learn(page, LANTERNS.slice(1, 4));
    await page.goto(shop.page('/elsewhere', { body: BODY }));
    await untilLoaded(page);
    await learn(page, [ITEMS[1]!]);
    // the load event, which is waited for by default, does not come again
    await page.goBack({ waitUntil: 'commit' });
    expect(
      await until(
        () => page.evaluate(() => (window as { persisted?: boolean }).persisted),
        (persisted) => persisted !== undefined,
      ),
    ).toBe(true);
    await view(page, [ITEMS[3]!]);
    const wanted = [...LANTERNS.slice(1, 4), ITEMS[1]!, ITEMS[3]!];
    const views = await until(
      () => countViews(page),
      (found) => wanted.every((id) => (found[id] ?? 0) > 0),
    );
    expect(views).toEqual(Object.fromEntries(wanted.map((id) => [id, 1])));
    expect(await page.evaluate(() => (window as { failed?: unknown }).failed)).toBeUndefined();
    expect(visitor.errors).toEqual([]);
  });
});

describe('a page that changes under our hands', () => {
  /** A known shopper's page whose decisions come only when they are released. */
  const openHeld = async (body: string): Promise<{ page: Page; release: () => Promise<void> }> => {
    const page = await visitor.open(shop.page('/held', { body, attributes: OWN_WORKER }));
    await learn(page, LANTERNS.slice(1, 4));
    await holdDecisions(shop);
    await page.reload();
    await untilLoaded(page);
    await grant(page);
    await untilHeld(page);
    await page.waitForTimeout(SETTLE_MS / 2);
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
    const release = async (): Promise<void> => {
      await page.evaluate(() => new BroadcastChannel('release').postMessage(0));
      await page.waitForTimeout(SETTLE_MS / 2);
    };
    return { page, release };
  };

  test('fault 49: left alone, the order that was held up is followed', async () => {
    const { page, release } = await openHeld(BODY);
    await release();
    const lead = async (): Promise<string[]> => (await orderOf(page, SLOT)).slice(0, 2).toSorted();
    const wanted = SERVER_ORDER.slice(4).toSorted();
    expect(await until(lead, (now) => now.join() === wanted.join())).toEqual(wanted);
  });

  test('fault 49: rendered again while its order is decided: the new nodes and their listeners are all there', async () => {
    const { page, release } = await openHeld(BODY);
    await page.evaluate(() => {
      const list = document.querySelector('[data-aisle-slot]')!;
      const fresh = Array.from(list.children, (child) => {
        const copy = child.cloneNode(true) as HTMLElement;
        copy.addEventListener('click', (event) => {
          event.preventDefault();
          copy.dataset['heard'] = 'yes';
        });
        return copy;
      });
      list.replaceChildren(...fresh);
      Object.assign(window, { fresh });
    });
    await release();
    expect((await orderOf(page, SLOT)).toSorted()).toEqual(SERVER_ORDER.toSorted());
    expect(
      await page.evaluate(() => {
        const { fresh } = window as unknown as { fresh: HTMLElement[] };
        for (const node of fresh) node.querySelector('a')!.click();
        return fresh.map((node) => node.isConnected && node.dataset['heard']);
      }),
    ).toEqual(SERVER_ORDER.map(() => 'yes'));
    expect(visitor.errors).toEqual([]);
  });

  test('fault 49: rendered again by a framework that keeps its nodes: its own order stands in the end', async () => {
    const { page, release } = await openHeld(BODY);
    await page.evaluate(() => {
      const list = document.querySelector('[data-aisle-slot]')!;
      const nodes = Array.from(list.children);
      addEventListener('aisle:decision', () => list.replaceChildren(...nodes));
    });
    await release();
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
    expect(visitor.errors).toEqual([]);
  });

  test('fault 49: removed while its order is decided: abandoned, and put back it is whole', async () => {
    const { page, release } = await openHeld(BODY);
    await page.evaluate(() => {
      const list = document.querySelector('[data-aisle-slot]')!;
      const told: unknown[] = [];
      addEventListener('aisle:decision', (event) => told.push(event));
      Object.assign(window, { list, told });
      list.remove();
    });
    await release();
    await page.evaluate(() => document.body.append((window as unknown as { list: Element }).list));
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
    expect(visitor.errors).toEqual([]);
  });

  test.each(REACTIONS)('fault 49: a card that %s while it is moved loses no card', async (name, react) => {
    const body = BODY.replaceAll('<li ', '<x-card ').replaceAll('</li>', '</x-card>');
    const { page, release } = await openHeld(body);
    await haveCardsReact(page, '[data-aisle-slot]', react);
    await release();
    await expectNoCardLost(page, name);
  });

  describe('that says nothing in our attributes', () => {
    const PLAIN = `<main><ul class="shelf" style="display:grid">${SERVER_ORDER.map((id) => `<x-card data-sku="${id}"><a href="/p/${id}">${id}</a></x-card>`).join('')}</ul></main>`;
    const RULE = { id: SLOT, container: '.shelf', item: 'x-card', itemId: { attribute: 'data-sku' } };
    const seen = (page: Page): Promise<string[]> =>
      page
        .locator('.shelf > x-card')
        .evaluateAll((cards) =>
          cards
            .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
            .map((card) => card.getAttribute('data-sku')!),
        );
    const openPlain = async (): Promise<{ page: Page; release: () => Promise<void> }> => {
      await shop.publish({ change: (manifest) => (manifest.site = { slots: [RULE] }) });
      const page = await visitor.open(shop.page('/plain', { body: PLAIN, attributes: OWN_WORKER }));
      await learn(page, LANTERNS.slice(1, 4));
      await holdDecisions(shop);
      await page.reload();
      await untilLoaded(page);
      await grant(page);
      await untilHeld(page);
      await page.waitForTimeout(SETTLE_MS / 2);
      expect(await seen(page)).toEqual(SERVER_ORDER);
      const release = async (): Promise<void> => {
        await page.evaluate(() => new BroadcastChannel('release').postMessage(0));
        await page.waitForTimeout(SETTLE_MS);
      };
      return { page, release };
    };

    test('fault 49: left alone, the order that was held up is followed', async () => {
      const { page, release } = await openPlain();
      await release();
      const lead = async (): Promise<string[]> => (await seen(page)).slice(0, 2).toSorted();
      const wanted = SERVER_ORDER.slice(4).toSorted();
      expect(await until(lead, (now) => now.join() === wanted.join())).toEqual(wanted);
    });

    test.each(REACTIONS)('fault 49: a card that %s while it is moved loses no card', async (name, react) => {
      const { page, release } = await openPlain();
      await haveCardsReact(page, '.shelf', react);
      await release();
      await expectNoCardLost(page, name);
    });

    test('fault 49: a page that renders its list again in every frame is not fought with', async () => {
      const { page, release } = await openPlain();
      await page.evaluate(() => {
        const list = document.querySelector('.shelf')!;
        const html = list.innerHTML;
        const counts = { renders: 0, changes: 0 };
        Object.assign(window, { counts });
        new MutationObserver((records) => (counts.changes += records.length)).observe(list, { childList: true });
        const render = (): void => {
          counts.renders++;
          list.innerHTML = html;
          if (counts.renders < 200) requestAnimationFrame(render);
        };
        addEventListener('aisle:decision', render, { once: true });
      });
      await release();
      await page.waitForFunction(() => (window as unknown as { counts: { renders: number } }).counts.renders >= 200);
      await page.waitForTimeout(SETTLE_MS / 2);
      const { renders, changes } = await page.evaluate(
        () => (window as unknown as { counts: { renders: number; changes: number } }).counts,
      );
      // one record of its own for each render, and few of ours
      expect(changes - renders).toBeLessThan(6 * 4 * SERVER_ORDER.length);
      expect(await seen(page)).toEqual(SERVER_ORDER);
      expect(visitor.errors).toEqual([]);
    });
  });

  test('fault 49: a card that has the focus when the order comes keeps it, and its place', async () => {
    const { page, release } = await openHeld(BODY);
    await page.locator('[data-aisle-slot] a').nth(3).focus();
    await release();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(SERVER_ORDER[3]);
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
  });
});

describe('a page that is left', () => {
  test('fault 53: with 70 kB unsaid, as much as the bucket lets through, a page that comes back has them all once', async () => {
    const page = await visitor.open(shop.page('/left', { body: BODY }));
    await learn(page, [LANTERNS[1]!]);
    const before = await countEvents(page);
    await page.evaluate((ids) => {
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function post(this: Worker, message: unknown) {
        sessionStorage.setItem('said', `${sessionStorage.getItem('said') ?? ''} ${JSON.stringify(message).length}`);
        postMessage.call(this, message);
      };
      const items = ids.map((id) => ({ id }));
      for (let count = 0; count < 250; count++) aisle('track', `step_${count}`, { items });
    }, ITEMS);
    await page.goto(shop.page('/next', { body: BODY }));
    await learn(page, [LANTERNS[2]!]);
    const said = (await page.evaluate(() => sessionStorage.getItem('said') ?? '')).trim().split(' ').map(Number);
    expect(said.reduce((sum, size) => sum + size)).toBeGreaterThan(70_000);
    // its worker goes on where it was stopped; what is said twice, since no answer came, counts once
    await page.goBack({ waitUntil: 'commit' });
    // and the two events of the page in between
    const all = before + 250 + 2;
    expect(
      await until(
        () => countEvents(page),
        (count) => count >= all,
      ),
    ).toBe(all);
    expect(visitor.errors).toEqual([]);
  });
});

/** The first `x-card` of the list that is moved runs `react`. */
async function haveCardsReact(page: Page, list: string, react: string): Promise<void> {
  await page.addScriptTag({
    content: `{
      const list = document.querySelector('${list}');
      const nodes = Array.from(list.children);
      Object.assign(window, { nodes, list });
      let isDone = false;
      customElements.define('x-card', class extends HTMLElement {
        connectedCallback() {
          if (this.isBorn && !isDone) {
            isDone = true;
            ${react};
          }
          this.isBorn = true;
        }
      });
    }`,
  });
}

async function expectNoCardLost(page: Page, reaction: string): Promise<void> {
  const left = await page.evaluate(() => {
    const { nodes, list } = window as unknown as { nodes: Element[]; list: Element };
    const comments = document.createTreeWalker(list, NodeFilter.SHOW_COMMENT).nextNode();
    return { kept: nodes.filter((node) => list.contains(node)).length, comments: comments !== null };
  });
  expect(left.comments).toBe(false);
  if (reaction !== EMPTIES) expect(left.kept).toBe(SERVER_ORDER.length);
  expect(visitor.errors.filter((error) => !/the shop’s own/.test(error))).toEqual([]);
}

async function countEvents(page: Page): Promise<number> {
  const reply = (await exportProfile(page)) as { export: { profile: { totals: { events: number } } } };
  return reply.export.profile.totals.events;
}

/** How often each item was viewed. */
async function countViews(page: Page): Promise<Record<string, number>> {
  const { export: document } = (await exportProfile(page)) as {
    export: { profile: { items: Record<string, { views: number }> } };
  };
  return Object.fromEntries(Object.entries(document.profile.items).map(([id, { views }]) => [id, views]));
}
