import 'fake-indexeddb/auto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import { newId } from '../../../contract/ids.ts';
import type { RawProfile } from '../../../contract/profile.ts';
import { fetchBundle } from '../../../worker/bundle/fetch-bundle.ts';
import { createLiveProfile, type LiveProfile } from '../../../worker/store/live-profile.ts';
import { openStore } from '../../../worker/store/open-store.ts';
import { databaseName, SCHEMA_VERSION } from '../../../worker/store/schema.ts';
import type { DatabaseDump } from '../../fixtures/database/cells.ts';
import { restoreDump } from '../../fixtures/database/restore.ts';
import { consentRecord, productView, realRandom, settle } from './device.ts';
import { BUNDLE_URL, createSmallBundle, itemId, PRICES_AT } from './small-bundle.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/database');
const VERSIONS = readdirSync(FOLDER).filter((file) => /^v\d+\.json$/.test(file));
const clock = { now: (): number => PRICES_AT };
let sites = 0;

/** The dump has events with the ids that the other tests count up. */
const view = (row: number): AisleEvent => ({ ...productView(itemId(row), PRICES_AT), id: newId(realRandom) });

async function readRaw(site: string): Promise<{ version: number; journal: unknown[]; snapshot: unknown }> {
  const database = await openDB(databaseName(site));
  const [journal, snapshot] = await Promise.all([database.getAll('journal'), database.get('snapshot', 'current')]);
  database.close();
  return { version: database.version, journal, snapshot };
}

/** What every version of the profile has. */
function partsOf({ items, interests, words, cart, totals, sessions, searches }: RawProfile) {
  // since version 2 the event's id stands with the word
  const plain = searches.map(({ word, at }) => ({ word, at }));
  return { items, interests, words, cart, totals, sessions, searches: plain };
}

async function openLive(site: string): Promise<LiveProfile> {
  const { files } = await createSmallBundle();
  const fetchBytes = (url: string): Promise<Uint8Array<ArrayBuffer>> => Promise.resolve(files.get(url)!.slice());
  const { bundle } = await fetchBundle({ url: BUNDLE_URL, fetchBytes, signal: new AbortController().signal });
  const store = await openStore(site, consentRecord(), { random: realRandom });
  expect(store.storage()).toBe('disk');
  const live = createLiveProfile(store, clock);
  live.useBundle(bundle!);
  await live.refresh();
  return live;
}

it('every version before this one has its dump', () => {
  const before = Array.from({ length: SCHEMA_VERSION - 1 }, (_, at) => `v${at + 1}.json`);
  expect(VERSIONS).toEqual(expect.arrayContaining(before));
});

describe.each(VERSIONS)('the database %s', (file) => {
  const dump = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as DatabaseDump;
  const expected = dump.expected.profile as Record<string, unknown>;
  const restore = async (): Promise<string> => {
    const site = `dump-${++sites}`;
    await restoreDump(dump, databaseName(site));
    return site;
  };

  it('is read whole by this build', async () => {
    const live = await openLive(await restore());
    expect(live.revision()).toBe(dump.lastSeq);
    expect(partsOf(live.raw())).toEqual(partsOf(dump.expected.profile as RawProfile));
  });

  it('goes on with its numbers, its key and its epoch, and is of this version from then on', async () => {
    const site = await restore();
    const live = await openLive(site);
    expect(await live.append({ events: [view(3)] })).toEqual({
      ok: true,
      seq: dump.lastSeq + 1,
    });
    const { version, journal } = await readRaw(site);
    expect(version).toBe(SCHEMA_VERSION);
    expect(journal.at(-1)).toMatchObject({ seq: dump.lastSeq + 1, v: SCHEMA_VERSION });
    const again = await openLive(site);
    expect(again.raw()).toEqual(live.raw());
    expect(again.raw().totals.events).toBe((expected['totals'] as { events: number }).events + 1);
  });

  it('is sealed anew when its rows are merged', async () => {
    const site = await restore();
    const live = await openLive(site);
    for (let row = 0; row < 64; row++) await live.append({ events: [view(row % 12)] });
    await settle(50);
    const { journal, snapshot } = await readRaw(site);
    expect(snapshot).toMatchObject({ v: SCHEMA_VERSION });
    expect(journal.every((row) => (row as { v?: number }).v === SCHEMA_VERSION)).toBe(true);
    expect((await openLive(site)).raw()).toEqual(live.raw());
  });
});
