import type { AisleEvent, EventType } from '../../../contract/events.ts';
import { allGrants, type ConsentRecord } from '../../../contract/grants.ts';
import type { RandomSource } from '../../../contract/ids.ts';
import {
  PROTOCOL_VERSION,
  type EngineApi,
  type HelloCall,
  type Notice,
  type SlotRequest,
} from '../../../contract/protocol.ts';
import type { ByteRequest, FetchBytes } from '../../../worker/bundle/fetch-bytes.ts';
import { createEngine, type EngineParts } from '../../../worker/engine.ts';
import { openStore, type StoreOptions } from '../../../worker/store/open-store.ts';
import { BUNDLE_URL, createSmallBundle, PRICES_AT, type SmallBundle } from './small-bundle.ts';

let sites = 0;
let events = 0;

const PERSONALISED = { ...allGrants('denied'), personalisation: 'granted', contextual: 'granted' } as const;

export function consentRecord(grants: ConsentRecord['grants'] = PERSONALISED): ConsentRecord {
  return { grants, source: 'manual', at: PRICES_AT };
}

/** A device with one browser profile: tabs opened on it share the database, the channel and the clock. */
export interface Device {
  readonly site: string;
  now: number;
  /** URL -> bytes; a test may change or delete what is served. */
  files: SmallBundle['files'];
  readonly requests: { readonly url: string; readonly request: ByteRequest }[];
  /** What went over the channel. */
  readonly posted: Notice[];
  /** Whether notices are lost. */
  isDeaf: boolean;
  openTab(options?: TabOptions): EngineApi;
}

export interface TabOptions {
  readonly store?: Partial<StoreOptions>;
  readonly parts?: Partial<EngineParts>;
}

export async function createDevice(bundle?: SmallBundle): Promise<Device> {
  const listeners = new Set<(notice: Notice) => void>();
  const device: Device = {
    site: `site-${++sites}`,
    now: PRICES_AT + 3_600_000,
    files: new Map((bundle ?? (await createSmallBundle())).files),
    requests: [],
    posted: [],
    isDeaf: false,
    openTab({ store = {}, parts = {} } = {}) {
      return createEngine({
        clock: { now: () => device.now },
        openStore: (site, consent) => openStore(site, consent, { random: realRandom, ...store }),
        fetchBytes: serve(device),
        openNotices(_site, onNotice) {
          listeners.add(onNotice);
          return {
            postMessage(notice) {
              // as a BroadcastChannel does
              if (!listeners.has(onNotice)) throw new DOMException('Channel is closed', 'InvalidStateError');
              device.posted.push(notice);
              if (!device.isDeaf) for (const listener of listeners) if (listener !== onNotice) listener(notice);
            },
            close: () => void listeners.delete(onNotice),
          };
        },
        loadAnnex: () => import('../../../worker/annex/annex.ts'),
        loadNames: () => import('../../../worker/names/names.ts'),
        loadRefine: () => import('../../../worker/ranking/refine/room.ts'),
        loadLiving: () => import('../../../worker/living/room.ts'),
        loadLearned: () => Promise.reject(new Error('no learned room in this test')),
        ...parts,
      });
    },
  };
  return device;
}

/** IVs and ids must differ from each other; nothing here depends on which they are. */
export const realRandom: RandomSource = { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) };

function serve(device: Device): FetchBytes {
  return async (url, request) => {
    device.requests.push({ url, request });
    await Promise.resolve();
    const bytes = device.files.get(url);
    return bytes && bytes.length <= request.maxBytes ? bytes.slice() : undefined;
  };
}

export function helloCall(device: Device, changes: Partial<HelloCall> = {}): HelloCall {
  return {
    v: PROTOCOL_VERSION,
    deadlineMs: 1_000,
    site: device.site,
    bundleUrl: BUNDLE_URL,
    keys: [],
    baseUrl: 'https://cdn.example/',
    consent: consentRecord(),
    ...changes,
  };
}

export const PLAIN = { v: PROTOCOL_VERSION, deadlineMs: 1_000 };

export function productView(item: string, at: number, type: EventType = 'product_view'): AisleEvent {
  return { id: (++events).toString(16).padStart(32, '0'), at, type, items: [{ id: item }] } as AisleEvent;
}

export function recordOf(list: readonly AisleEvent[]): { v: number; deadlineMs: number; events: AisleEvent[] } {
  return { ...PLAIN, events: [...list] };
}

export function decideOf(...slots: SlotRequest[]): { v: number; deadlineMs: number; slots: SlotRequest[] } {
  return { ...PLAIN, slots };
}

/** The reply, or a failing test that says why there is none. */
export function expectOk<P extends { readonly ok: boolean }>(reply: P): Extract<P, { ok: true }> {
  if (!reply.ok) throw new Error(`expected an answer, got ${JSON.stringify(reply)}`);
  return reply as Extract<P, { ok: true }>;
}

export async function settle(ms = 20): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
