import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';

import type { Shop } from './shop.ts';

const WORKER = new URL('../../dist/aisle-worker.js', import.meta.url).pathname;

/** A worker that keeps every request for decisions to itself until somebody says `release` on the channel of that name. */
export async function holdDecisions(shop: Shop): Promise<void> {
  const hold = `
    let held = [];
    addEventListener('message', (event) => {
      if (!held || event.data?.path?.[0] !== 'decide') return;
      event.stopImmediatePropagation();
      held.push(event.data);
    });
    const asked = new BroadcastChannel('held');
    asked.onmessage = () => held?.length && asked.postMessage('yes');
    new BroadcastChannel('release').onmessage = () => {
      const late = held ?? [];
      held = undefined;
      for (const data of late) dispatchEvent(new MessageEvent('message', { data }));
    };`;
  shop.override(`${shop.origin}/aisle-worker.js`, { body: `${hold}\n${await readFile(WORKER, 'utf8')}` });
}

/** Resolves when it has one. */
export async function untilHeld(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const channel = new BroadcastChannel('held');
        const timer = setInterval(() => channel.postMessage('?'), 50);
        channel.addEventListener('message', () => {
          clearInterval(timer);
          channel.close();
          resolve();
        });
      }),
  );
}
