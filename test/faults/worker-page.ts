import type { Page } from 'playwright-core';

import type { AisleEvent } from '../../contract/events.ts';
import { allGrants, type ConsentRecord } from '../../contract/grants.ts';
import { PROTOCOL_VERSION, type EngineApi } from '../../contract/protocol.ts';
import type { EngineMethod, EnginePayload } from '../../src/engine-client/engine-client.ts';
import type { Shop } from './shop.ts';

declare global {
  interface Window {
    /** What `startWorker` leaves on the page. */
    callWorker?: (method: string, payload: unknown) => Promise<unknown>;
  }
}

export const CONSENT: ConsentRecord = { grants: allGrants('granted'), source: 'manual', at: Date.now() - 86_400_000 };

/** Starts the built worker on a page, without the SDK: a test then hears what the worker has acknowledged, and what not. */
export async function startWorker(
  page: Page,
  shop: Shop,
  script?: string,
): Promise<Awaited<ReturnType<EngineApi['hello']>>> {
  await bootWorker(page, script);
  return sayHello(page, shop);
}

/** The same without a word to it: nothing is opened yet. */
export async function bootWorker(page: Page, script = '/aisle-worker.js'): Promise<void> {
  await page.evaluate(async (url) => {
    const worker = new Worker(url);
    await new Promise((resolve) => worker.addEventListener('message', resolve, { once: true }));
    let calls = 0;
    window.callWorker = (method, payload) =>
      new Promise((resolve) => {
        const id = `call-${++calls}`;
        const listen = ({ data }: MessageEvent<{ id?: string; value?: unknown }>): void => {
          if (data.id !== id) return;
          worker.removeEventListener('message', listen);
          resolve(data.value);
        };
        worker.addEventListener('message', listen);
        worker.postMessage({ id, type: 'APPLY', path: [method], argumentList: [{ type: 'RAW', value: payload }] });
      });
  }, script);
}

export function sayHello(page: Page, shop: Shop): ReturnType<EngineApi['hello']> {
  return callWorker(page, 'hello', {
    site: 'default',
    bundleUrl: `${shop.cdn}/bundle/manifest.json`,
    keys: [],
    baseUrl: `${shop.cdn}/`,
    consent: CONSENT,
  });
}

export function callWorker<M extends EngineMethod>(
  page: Page,
  method: M,
  payload: EnginePayload<M>,
): ReturnType<EngineApi[M]> {
  const call = { v: PROTOCOL_VERSION, deadlineMs: 10_000, ...payload };
  return page.evaluate(([name, sent]) => window.callWorker!(name, sent), [method, call] as const) as ReturnType<
    EngineApi[M]
  >;
}

/** A hexadecimal id that says which write it was. */
export function eventId(write: number): string {
  return write.toString(16).padStart(32, '0');
}

/** A look at `item`; looks are ten seconds apart, so that none is taken for another. */
export function viewOf(item: string, write: number): AisleEvent {
  return { id: eventId(write), at: CONSENT.at + write * 10_000, type: 'product_view', items: [{ id: item }] };
}
