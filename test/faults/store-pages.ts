import { readFileSync } from 'node:fs';

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

import type { RawProfile } from '../../contract/profile.ts';
import { readStorage } from '../e2e/probes.ts';
import { createProfileDirectory, LANTERNS, startShop, type Shop, type Visitor, type VisitorOptions } from './shop.ts';
import { callWorker, startWorker, viewOf } from './worker-page.ts';

const WORKER = readFileSync(new URL('../../dist/aisle-worker.js', import.meta.url), 'utf8');

/**
 * A shop for the tests of a file, the URL of a page of it without Aisle, and pages on which a worker can be talked to without
 * the SDK. What a test opens is closed.
 */
export function useStorePages(take: (shop: Shop, bare: string) => void) {
  let shop: Shop;
  let bare: string;
  const ends: (() => unknown)[] = [];

  beforeAll(async () => {
    shop = await startShop();
    bare = shop.page('/bare', { loaders: 0 });
    take(shop, bare);
  });
  afterAll(() => shop?.stop());
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  const openBare = (visitor: Visitor): Promise<Page> => visitor.open(bare, { isInert: true });
  return {
    openBare,
    onEnd: (undo: () => unknown): unknown => ends.push(undo),

    async launch(options?: VisitorOptions): Promise<Visitor> {
      const visitor = await shop.launch(options);
      ends.push(() => visitor.close());
      return visitor;
    },

    async createProfile(): Promise<string> {
      const { path, remove } = await createProfileDirectory();
      ends.push(remove);
      return path;
    },

    async openWorker(visitor: Visitor, script?: string): Promise<Page> {
      const page = await openBare(visitor);
      expect(await startWorker(page, shop, script)).toMatchObject({ ok: true, storage: 'disk' });
      return page;
    },

    /** A worker that finds its browser changed by `prefix`, at an address of its own. */
    serveWorker(path: string, prefix: string): string {
      const answer = { body: `${prefix}\n${WORKER}`, type: 'text/javascript', headers: {} };
      ends.push(shop.override(`${shop.origin}${path}`, async () => answer));
      return path;
    },
  };
}

/** Has the page's worker record one view: the `write`th of the lanterns. */
export function record(page: Page, write: number) {
  return callWorker(page, 'record', { events: [viewOf(LANTERNS[write % LANTERNS.length]!, write)] });
}

export async function profileOf(page: Page): Promise<RawProfile> {
  const reply = await callWorker(page, 'exportProfile', {});
  if (!reply.ok) throw new Error(`no export: ${reply.reason}`);
  return reply.export.profile;
}

export async function databasesOf(page: Page): Promise<readonly string[]> {
  return (await readStorage(page)).databases;
}
