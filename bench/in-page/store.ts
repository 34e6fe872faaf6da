import type { AisleEvent } from '../../contract/events.ts';
import { allGrants } from '../../contract/grants.ts';
import { newId, type RandomSource } from '../../contract/ids.ts';
import { createRawProfile, type RawProfile } from '../../worker/profile/profile.ts';
import { openStore } from '../../worker/store/open-store.ts';
import type { Pair } from '../row.ts';

const EVENTS = 100;
/** The profile is then 10 kB of JSON: a shopper of some weeks. */
const KNOWN_ITEMS = 75;
const WARM_UP = 3;
const BARE = 'bench-bare';
const random: RandomSource = { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) };
const consent = { grants: allGrants('granted'), source: 'bench', at: 0 };

/** 100 events appended, encrypted, as one row; over one event put in plain in a transaction of its own. */
export async function appendHundred(rounds: number): Promise<Pair> {
  const store = await openStore('bench-append', consent, { random, locks: navigator.locks });
  if (store.storage() !== 'disk') throw new Error('the store lives in memory: nothing to measure');
  const bare = await openBare();
  const [one] = makeEvents(1);
  const pair = { value: [] as number[], reference: [] as number[] };
  for (let round = -WARM_UP; round < rounds; round++) {
    const events = makeEvents(EVENTS);
    const value = await timed(async () => {
      const { ok } = await store.append({ events });
      if (!ok) throw new Error('the append failed');
    });
    const reference = await timed(() => putBare(bare, one));
    if (round >= 0) keep(pair, value, reference);
  }
  bare.close();
  await store.destroy();
  await store.remove();
  return pair;
}

/** The store opened cold and its profile read and decrypted; over opening a database and reading nothing. */
export async function readProfile(rounds: number): Promise<Pair> {
  const site = 'bench-read';
  const first = await openStore(site, consent, { random, locks: navigator.locks });
  if (!(await first.compact({ throughSeq: 1, profile: makeProfile() }, Date.now())))
    throw new Error('the snapshot was not written');
  first.close();
  (await openBare()).close();
  const pair = { value: [] as number[], reference: [] as number[] };
  for (let round = -WARM_UP; round < rounds; round++) {
    const value = await timed(async () => {
      const store = await openStore(site, consent, { random, locks: navigator.locks });
      const { snapshot } = await store.read(0);
      if (Object.keys(snapshot?.profile.items ?? {}).length !== KNOWN_ITEMS)
        throw new Error('the profile was not read');
      store.close();
    });
    const reference = await timed(async () => (await openBare()).close());
    if (round >= 0) keep(pair, value, reference);
  }
  const last = await openStore(site, consent, { random, locks: navigator.locks });
  await last.destroy();
  await last.remove();
  return pair;
}

function keep(pair: { value: number[]; reference: number[] }, value: number, reference: number): void {
  pair.value.push(value);
  pair.reference.push(reference);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function makeEvents(count: number): AisleEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    id: newId(random),
    at: 1_700_000_000_000 + index,
    type: 'product_view',
    items: [{ id: `SKU-${index}`, price: 9.95, currency: 'GBP' }],
  }));
}

function makeProfile(): RawProfile {
  const profile = createRawProfile();
  for (let index = 0; index < KNOWN_ITEMS; index++) {
    const lastAt = 1_700_000_000_000 + index;
    profile.items[`SKU-${index}`] = { views: 3, carts: 1, purchases: 0, refunds: 0, dwellMs: 12_500, lastAt };
    profile.folded.push(newId(random));
  }
  return profile;
}

function openBare(): Promise<IDBDatabase> {
  return settled(() => {
    const request = indexedDB.open(BARE, 1);
    request.addEventListener('upgradeneeded', () =>
      request.result.createObjectStore('events', { autoIncrement: true }),
    );
    return request;
  });
}

function putBare(database: IDBDatabase, event: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('events', 'readwrite', { durability: 'relaxed' });
    transaction.objectStore('events').add(event);
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('error', () => reject(new Error(transaction.error?.message)));
  });
}

function settled<T>(ask: () => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = ask();
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(new Error(request.error?.message)));
  });
}
