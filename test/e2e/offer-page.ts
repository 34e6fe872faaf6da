import type { Page } from 'playwright-core';

import type { Manifest } from '../../contract/bundle.ts';
import type { LedgerView } from '../../contract/living-calls.ts';
import type { LivingSpec, Offer } from '../../contract/segments.ts';
import type { Shop, Visitor } from '../faults/shop.ts';
import type { FixturePage } from './fixture-page.ts';

export const OFFER: Offer = {
  id: 'keep-it',
  segments: ['hesitant'],
  content: {
    title: 'Still thinking it over?',
    text: 'We keep your cart for you, and ten percent off with it.',
    action: 'Keep my cart',
    code: 'TEN',
  },
  cap: { times: 9, within: '7d' },
  coolDown: '1h',
  recovers: true,
};

const GRANTS = { personalisation: 'granted', measurement: 'denied', contextual: 'granted', imports: 'granted' };
const HEAD = '<style>:root{color-scheme:light dark}body{font:16px sans-serif;margin:16px}</style>';
/** A cart with a place for an offer that has a height of its own. */
export const BODY = `<main data-aisle-page="cart"><h1>Your cart</h1><div id="side" data-aisle-offer="cart-side" style="min-height:13em"></div><p>What is below.</p></main>`;

/** Somebody whose clock a test sets: that of the pages and of the worker, both by the scripts that are shipped. */
export interface Shopper {
  readonly visitor: Visitor;
  open(path: string, page?: FixturePage & { readonly grants?: object }): Promise<Page>;
  /** Lets time go by on every page, as if the machine had slept, and wakes it. */
  pass(ms: number): Promise<void>;
}

/** A cart in which something has lain for `idle` without a purchase raises the offer. */
export function livingOf(changes: Partial<LivingSpec> = {}, idle = '15m'): LivingSpec {
  return {
    signals: {},
    rfm: null,
    segments: [
      {
        id: 'hesitant',
        name: 'Hesitant',
        when: { absent: { type: 'purchase' }, since: { type: 'add_to_cart' }, for: idle },
      },
    ],
    clusters: null,
    offers: [OFFER],
    recovery: { endpoint: '/recover' },
    imports: [],
    ...changes,
  };
}

export async function publishLiving(shop: Shop, living: LivingSpec): Promise<void> {
  const change = (manifest: Manifest): void => {
    manifest.living = living;
    manifest.site = { ...manifest.site, living: true };
  };
  await shop.publish({ change });
}

export async function createShopper(shop: Shop): Promise<Shopper> {
  const visitor = await shop.launch();
  let shiftMs = 0;
  const worker = await shop.original(`${shop.origin}/aisle-worker.js`);
  const source = new TextDecoder().decode(worker!.body as Uint8Array<ArrayBuffer>);
  shop.override(`${shop.origin}/aisle-worker.js`, async () => ({
    body: `${setClock(shiftMs)}${source}`,
    type: 'text/javascript',
  }));
  return {
    visitor,
    async open(path, { grants = GRANTS, ...rest } = {}) {
      await visitor.context.addInitScript(setClock(shiftMs));
      const attributes = `data-worker="/aisle-worker.js" ${rest.attributes ?? ''}`;
      const page = await visitor.open(shop.page(path, { body: BODY, head: HEAD, ...rest, attributes }));
      await page.evaluate((given) => void aisle('consent', given, { stored: true }), grants);
      return page;
    },
    async pass(ms) {
      shiftMs += ms;
      for (const page of visitor.context.pages()) {
        await page.evaluate((shift) => new BroadcastChannel('test-clock').postMessage(shift), shiftMs);
        await page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));
      }
    },
  };
}

/** A clock that is `shiftMs` fast, and is set by whoever knows the channel. */
function setClock(shiftMs: number): string {
  return `(() => {
    let shift = ${shiftMs};
    const real = (self.realNow ??= Date.now.bind(Date));
    Date.now = () => real() + shift;
    (self.testClock ??= new BroadcastChannel('test-clock')).onmessage = ({ data }) => (shift = data);
  })();\n`;
}

/** Puts an item into the cart; resolves when the engine has it. */
export async function addToCart(page: Page, id: string, quantity = 1): Promise<void> {
  await page.evaluate(
    ([item, pieces]) =>
      new Promise<void>((resolve) => {
        aisle(
          'ready',
          async (api: { profile: { read(): Promise<{ profile?: { cart: Record<string, number> } }> } }) => {
            aisle('track', 'add_to_cart', { id: item, quantity: pieces });
            for (;;) {
              const { profile } = await api.profile.read();
              if (profile && (profile.cart[item] ?? 0) > 0) return resolve();
              await new Promise((soon) => setTimeout(soon, 50));
            }
          },
        );
      }),
    [id, quantity] as const,
  );
}

export async function readLedger(page: Page): Promise<readonly LedgerView[]> {
  return page.evaluate(
    () =>
      new Promise<LedgerView[]>((resolve) => {
        aisle('ready', async (api: { ledger(): Promise<{ entries: LedgerView[] }> }) =>
          resolve((await api.ledger()).entries),
        );
      }),
  );
}
