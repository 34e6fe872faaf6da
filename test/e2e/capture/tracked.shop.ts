import type { Page } from 'playwright-core';

import { readTracker } from './real-trackers.ts';
import type { ExpectedEvent, StyleShop } from './style-shop.ts';

/** What a shop says when: JavaScript, with `A` and `B` for its two products as its tracker knows them. */
export interface Said {
  readonly list: string;
  readonly click: string;
  readonly view: string;
  readonly add: string;
  readonly cart: string;
  readonly remove: string;
  readonly checkout: string;
  readonly purchase: string;
  readonly search: string;
}

export interface TrackedShop {
  readonly name: string;
  /** The value of `data-capture` that this tracker belongs to. */
  readonly source: string;
  /** The head's markup: the tracker's snippet, which brings `/trackers/NAME`. */
  readonly head: (origin: string) => string;
  /** JavaScript that is true once the tracker itself is there. */
  readonly isReady: string;
  /** The two products. */
  readonly products: string;
  readonly said: Said;
  /** What the tracker asks its vendor for. */
  readonly config?: (url: URL) => unknown;
  /** What the tracker itself writes into the console. */
  readonly ownErrors?: RegExp;
  /** Events that this vocabulary has no words for. */
  readonly lacks?: readonly string[];
  /** Whether it is told of the first page by itself. */
  readonly isPaged?: boolean;
}

/** With what the tracker itself has told its vendor, in its order. */
export interface Tracked extends StyleShop {
  readonly collected: string[];
  /** Answers the page that asks for the tracker, and resolves when it is there. Until then its queue is all there is of it. */
  readonly letIn: (page: Page) => Promise<void>;
}

const IDS = ['sku-lantern-2', 'sku-mug-3'] as const;
const [A, B] = IDS;

const EXPECTED: readonly ExpectedEvent[] = [
  { type: 'list_view', items: IDS },
  { type: 'product_click', items: [A] },
  { type: 'product_view', items: [A], price: 12.5, currency: 'EUR' },
  { type: 'add_to_cart', items: [A], quantity: 2 },
  { type: 'cart_view', items: IDS },
  { type: 'remove_from_cart', items: [B] },
  { type: 'begin_checkout' },
  { type: 'purchase', items: [A], price: 12.5, quantity: 2 },
  { type: 'search', tokens: ['lantern'] },
];

/**
 * A shop that says nothing to anybody but its tracker, the real one. On its first two pages a blocker keeps the tracker away, and its queue
 * is all there is of it; on the others it comes after what the page says at once, and is there for what is done then.
 */
export function toTrackedShop(given: TrackedShop): Tracked {
  const { name, source, head, products, said, isReady, config, ownErrors, lacks = [], isPaged } = given;
  const collected: string[] = [];
  const waiting: (() => void)[] = [];
  const letIn = async (page: Page): Promise<void> => {
    while (!(await page.evaluate<boolean>(isReady))) {
      for (const answer of waiting.splice(0)) answer();
      await page.waitForTimeout(50);
    }
  };
  const toPage = (origin: string, script: string, body: string): string =>
    `<!doctype html><html lang="en"><head><title>${name}</title>${head(origin)}</head><body><script>${products}\n${script}</script>${body}</body></html>`;
  const pages: Readonly<Record<string, (origin: string) => string>> = {
    '/first': (origin) => toPage(origin, said.list, `<a id="one" href="/second" onclick='${said.click}'>One</a>`),
    '/second': (origin) =>
      toPage(
        origin,
        `${said.view};function take(){${said.add};location.href = '/third'}`,
        `<button id="take" onclick="take()">Take it</button>`,
      ),
    '/third': (origin) =>
      toPage(
        origin,
        `${said.cart};function drop(){${said.remove}}`,
        `<button id="drop" onclick="drop()">Drop it</button><a id="pay" href="/fourth">Pay</a>`,
      ),
    '/fourth': (origin) => toPage(origin, said.checkout, `<a id="done" href="/fifth">Done</a>`),
    '/fifth': (origin) =>
      toPage(
        origin,
        `${said.purchase};function look(){${said.search}}`,
        `<button id="look" onclick="look()">Look</button>`,
      ),
  };
  const expected = EXPECTED.filter(({ type }) => !lacks.includes(type));
  return {
    name,
    collected,
    letIn,
    ...(ownErrors && { ownErrors }),
    async answer(url, { method, body, headers }) {
      const { pathname, origin } = url;
      const script = /^\/(?:trackers|analytics\.js\/v1\/\w+|analytics-next\/bundles)\/([\w.-]+)$/.exec(pathname)?.[1];
      if (script) {
        const text = await readTracker(script);
        // as a blocker does it
        if (/\/(first|second)$/.test(headers.referer ?? '')) return { body: '', type: 'text/javascript' };
        await new Promise<void>((resolve) => waiting.push(resolve));
        return text === undefined ? undefined : { body: text, type: 'text/javascript' };
      }
      if (pages[pathname]) return pages[pathname](origin);
      if (method === 'POST') collected.push(body);
      const answer = method === 'GET' ? config?.(url) : undefined;
      return {
        body: JSON.stringify(answer ?? {}),
        type: 'application/json',
        headers: { 'access-control-allow-origin': '*' },
      };
    },
    async walk({ visit, click, pause, settle, page }) {
      const untilHeard = async (): Promise<void> => {
        await page.waitForFunction(
          (file) => performance.getEntriesByType('resource').some(({ name: url }) => url.endsWith(file)),
          `/aisle-source-${source}.js`,
        );
        await settle();
      };
      const untilReady = async (): Promise<void> => {
        await untilHeard();
        await letIn(page);
      };
      await visit('/first');
      await untilHeard();
      await click('#one');
      await untilHeard();
      await click('#take');
      await untilReady();
      await click('#drop');
      await click('#pay');
      await untilReady();
      await click('#done');
      await untilReady();
      await click('#look');
      await pause();
    },
    // the pages' own paths name no product, and no button says what it does
    expected: [
      ...['first', 'second', 'third', 'fourth', 'fifth'].map(() => ({ type: 'page_view' as const })),
      ...expected,
    ],
    bySource: { [source]: [...(isPaged ? [{ type: 'page_view' as const }] : []), ...expected] },
  };
}
