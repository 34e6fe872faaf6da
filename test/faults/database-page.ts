// The database as another script of the shop's origin sees it: plain IndexedDB, run in a page.

import type { Page } from 'playwright-core';

export const DATABASE = 'aisle:default';

export interface DatabaseView {
  readonly version: number;
  /** Object store -> keys, as JSON. */
  readonly keys: Readonly<Record<string, readonly unknown[]>>;
}

/** Looks into the database without changing it; undefined when there is none. */
export function readDatabase(page: Page): Promise<DatabaseView | undefined> {
  return page.evaluate(async (name) => {
    if (!(await indexedDB.databases()).some((known) => known.name === name)) return undefined;
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(new Error(request.error?.message)));
      });
    const database = await settled(indexedDB.open(name));
    const stores = [...database.objectStoreNames];
    const tx = database.transaction(stores);
    const keys = await Promise.all(
      stores.map(async (store) => [store, await settled(tx.objectStore(store).getAllKeys())] as const),
    );
    database.close();
    return { version: database.version, keys: Object.fromEntries(keys) };
  }, DATABASE);
}

/** How a row is changed by `damageDatabase`. */
export type Damage = 'null key' | 'text for a key' | 'another key' | 'flipped bit' | 'another epoch' | 'no counter';

export function damageDatabase(page: Page, damage: Damage): Promise<void> {
  return page.evaluate(
    async ([name, what]) => {
      const settled = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result));
          request.addEventListener('error', () => reject(new Error(request.error?.message)));
        });
      const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
      const database = await settled(indexedDB.open(name));
      const tx = database.transaction(['keys', 'meta', 'journal', 'snapshot'], 'readwrite');
      const done = new Promise((resolve) => {
        tx.addEventListener('complete', resolve);
      });
      if (what === 'null key') tx.objectStore('keys').put(null, 'current');
      if (what === 'text for a key') tx.objectStore('keys').put('key', 'current');
      if (what === 'another key') tx.objectStore('keys').put(key, 'current');
      if (what === 'another epoch') tx.objectStore('meta').put('f'.repeat(32), 'epoch');
      if (what === 'no counter') tx.objectStore('meta').delete('seq');
      if (what === 'flipped bit') {
        for (const row of await settled(tx.objectStore('journal').getAll())) {
          new Uint8Array((row as { data: ArrayBuffer }).data)[5]! ^= 1;
          tx.objectStore('journal').put(row);
        }
      }
      await done;
      database.close();
    },
    [DATABASE, damage] as const,
  );
}

/** Keeps the database open and answers no event, as a frozen tab or a careless script does. */
export async function holdDatabase(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(
    (name) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.addEventListener('error', () => reject(new Error(request.error?.message)));
        request.addEventListener('success', () => {
          (window as { held?: IDBDatabase }).held = request.result;
          resolve();
        });
      }),
    DATABASE,
  );
  return () => page.evaluate(() => (window as { held?: IDBDatabase }).held!.close());
}

/**
 * Opens the database at a version, creates what is missing, and where `isEndless` never ends the upgrade. `listens`: whether it
 * lets go when a newer version wants to come. Resolves to how long the upgrade took to begin, ms.
 */
export async function openVersion(
  page: Page,
  version: number,
  { isEndless = false, listens = true } = {},
): Promise<{ tookMs: number; end: () => Promise<void> }> {
  const tookMs = await page.evaluate(
    ([name, wanted, endless, hears]) =>
      new Promise<number>((resolve, reject) => {
        const from = performance.now();
        const request = indexedDB.open(name, wanted);
        const held = window as { held?: IDBDatabase; isEnding?: boolean };
        request.addEventListener('error', () => reject(new Error(request.error?.message)));
        request.addEventListener('upgradeneeded', () => {
          const database = request.result;
          for (const store of ['keys', 'snapshot', 'meta', 'bundle']) {
            if (!database.objectStoreNames.contains(store)) database.createObjectStore(store);
          }
          if (!database.objectStoreNames.contains('journal')) {
            database.createObjectStore('journal', { keyPath: 'seq', autoIncrement: true });
          }
          const { transaction } = request;
          const keep = (): void => {
            if (!held.isEnding) transaction!.objectStore('meta').get('epoch').addEventListener('success', keep);
          };
          if (!endless) return;
          keep();
          resolve(performance.now() - from);
        });
        request.addEventListener('success', () => {
          held.held = request.result;
          if (hears) request.result.addEventListener('versionchange', () => request.result.close());
          resolve(performance.now() - from);
        });
      }),
    [DATABASE, version, isEndless, listens] as const,
  );
  const end = (): Promise<void> =>
    page.evaluate(() => {
      const held = window as { held?: IDBDatabase; isEnding?: boolean };
      held.isEnding = true;
      held.held?.close();
    });
  return { tookMs, end };
}

/** Puts `bytes` bytes under `key`; `isText`: as a text. */
export function putRow(page: Page, store: string, key: string, bytes: number, isText = false): Promise<void> {
  return page.evaluate(
    ([name, into, at, count, asText]) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.addEventListener('error', () => reject(new Error(request.error?.message)));
        request.addEventListener('success', () => {
          const database = request.result;
          const tx = database.transaction(into, 'readwrite');
          tx.objectStore(into).put(asText ? 'x'.repeat(count) : new Uint8Array(count).fill(7).buffer, at);
          tx.addEventListener('abort', () => reject(new Error(tx.error?.message)));
          tx.addEventListener('complete', () => {
            database.close();
            resolve();
          });
        });
      }),
    [DATABASE, store, key, bytes, isText] as const,
  );
}

/** Fills what is left of the origin's quota with data of the shop's own. Resolves to the error that ended it. */
export function fillUp(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('shop', 1);
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore('own'));
      request.addEventListener('success', () => resolve(request.result));
    });
    const put = (bytes: number, key: number): Promise<DOMException | undefined | null> =>
      new Promise((resolve) => {
        const tx = database.transaction('own', 'readwrite');
        tx.objectStore('own').put(
          new Uint8Array(bytes).map(() => Math.random() * 256),
          key,
        );
        tx.addEventListener('complete', () => resolve(undefined));
        tx.addEventListener('abort', () => resolve(tx.error));
      });
    let key = 0;
    let last = 'never full';
    // in ever smaller steps, to the last kilobyte
    for (const bytes of [1_000_000, 200_000, 40_000, 8_000, 1_000]) {
      for (let count = 0; count < 40; count++) {
        const error = await put(bytes, ++key);
        if (!error) continue;
        last = error.name;
        break;
      }
    }
    database.close();
    return last;
  });
}
