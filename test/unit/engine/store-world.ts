// A browser with several tabs over one fake database, in which a tab can die at any moment.

import 'fake-indexeddb/auto';
import { AsyncLocalStorage } from 'node:async_hooks';

import { forceCloseDatabase } from 'fake-indexeddb';

import type { EngineApi, Notice } from '../../../contract/protocol.ts';
import { openBundle } from '../../../worker/bundle/open-bundle.ts';
import { createLiveProfile } from '../../../worker/store/live-profile.ts';
import { openStore } from '../../../worker/store/open-store.ts';
import { databaseName } from '../../../worker/store/schema.ts';
import { consentRecord, createDevice, helloCall, PLAIN, productView, realRandom, recordOf, settle } from './device.ts';
import { createLocks } from './locks.ts';
import { BUNDLE_URL, itemId } from './small-bundle.ts';
import { openImpatient, readEpoch, watchDatabases } from './store-browser.ts';
import { createModel, type Epoch, type Found } from './store-model.ts';

/** A notice reaches every tab at its own time, if it is alive by then. */
const LATENCIES_MS = [0, 2, 8, 20];
/** A tab that wakes up writes for so long before it hears of anything. */
const THAW_MS = 15;
/** Events are further apart than what counts as the same act. */
const STEP_MS = 3_000;

interface Tab {
  readonly engine: EngineApi;
  readonly handles: Set<IDBDatabase>;
  readonly pending: Set<Promise<unknown>>;
  readonly heard: (notice: Notice) => void;
  /** How long a notice is on its way to it. */
  readonly latencyMs: number;
  /** What reached it while it was frozen. */
  held: (() => void)[];
  /** What it wants to send once it may. */
  readonly waiting: Sent[];
  /** Events it has ever sent. */
  readonly recorded: Set<string>;
  isFrozen: boolean;
  epoch: Epoch | undefined;
  isAsking: boolean;
  isErasing: boolean;
  isDead: boolean;
}

interface Sent {
  readonly id: string;
  readonly at: number;
  readonly row: number;
}

/** What happens: each step starts at once and is not waited for, `wait` and `settle` excepted. */
export type Step =
  | { readonly do: 'grant' | 'withdraw' | 'crash' | 'close' | 'freeze' | 'thaw'; readonly tab: number }
  | { readonly do: 'events'; readonly tab: number; readonly count: number }
  /** Another tab sends an event that was sent before. */
  | { readonly do: 'again'; readonly tab: number; readonly event: number }
  | { readonly do: 'jump'; readonly ms: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'settle' };

/** Plays the steps and returns what is wrong at every `settle` and at the end. */
export async function play(steps: readonly Step[]): Promise<string[]> {
  const world = await createWorld();
  try {
    for (const step of [...steps, { do: 'settle' } as const]) {
      await world.play(step);
      if (world.faults.length > 0) break;
    }
    return world.faults;
  } finally {
    await world.end();
  }
}

async function createWorld() {
  const device = await createDevice();
  const model = createModel(device.now);
  const current = new AsyncLocalStorage<Tab>();
  const locks = createLocks();
  const tabs = new Map<number, Tab>();
  const faults: string[] = [];
  const sent: Sent[] = [];
  /** Tabs that an erasure has not yet reached. */
  let unheard = 0;
  const restore = watchDatabases(current);

  const openTab = (place: number): Tab => {
    const tab: Tab = {
      engine: device.openTab({
        parts: {
          openStore: openImpatient(locks),
          openNotices: (_site, onNotice) => {
            Object.assign(tab, { heard: (notice: Notice) => current.run(tab, onNotice, notice) });
            return {
              postMessage(notice) {
                if (tab.isDead) return;
                for (const other of all) if (other !== tab && !other.isDead) post(other, notice);
              },
              close: () => Object.assign(tab, { heard: () => {} }),
            };
          },
        },
      }),
      handles: new Set(),
      pending: new Set(),
      heard: () => {},
      latencyMs: LATENCIES_MS[place]!,
      held: [],
      waiting: [],
      recorded: new Set(),
      isFrozen: false,
      epoch: undefined,
      isAsking: false,
      isErasing: false,
      isDead: false,
    };
    all.add(tab);
    return tab;
  };
  const all = new Set<Tab>();
  const post = (tab: Tab, notice: Notice): void => {
    const isErased = notice.type === 'erased';
    if (isErased) unheard++;
    const hear = (): void => {
      if (isErased) unheard--;
      if (!tab.isDead) tab.heard(notice);
    };
    setTimeout(() => (tab.isFrozen ? tab.held.push(hear) : hear()), tab.latencyMs);
  };
  const isErasing = (): boolean => unheard > 0 || [...all].some((tab) => tab.isErasing);
  const tabAt = (place: number): Tab => {
    const tab = tabs.get(place) ?? openTab(place);
    tabs.set(place, tab);
    return tab;
  };

  /** Calls the engine as this tab; nobody hears the answer of a tab that has died. */
  const call = <R>(tab: Tab, run: (engine: EngineApi) => Promise<R>, answered: (reply: R) => void): void => {
    const reply = current
      .run(tab, () => run(tab.engine))
      .then((value) => {
        if (!tab.isDead) answered(value);
        tab.pending.delete(reply);
      });
    tab.pending.add(reply);
  };

  const record = (tab: Tab, event: Sent): void => {
    const { epoch } = tab;
    if (!epoch || tab.isFrozen) return void tab.waiting.push(event);
    const { isOver } = epoch;
    model.sent(epoch, event.id, event.at);
    // by another tab, too: this one may have it from the journal
    const isAgain = [...all].some(({ recorded }) => recorded.has(event.id));
    tab.recorded.add(event.id);
    const view = { ...productView(itemId(event.row), event.at), id: event.id };
    call(
      tab,
      (engine) => engine.record(recordOf([view])),
      (reply) => {
        // what it has taken before is acknowledged again, and nothing is written
        if (reply.ok && isOver) {
          if (!isAgain) faults.push('taken after the erasure was answered');
        } else if (reply.ok) model.acknowledged(epoch, event.id, event.at);
        else if (model.isCurrent(epoch) && !isErasing())
          faults.push(`refused, though allowed: ${JSON.stringify(reply)}`);
      },
    );
  };

  const kill = (place: number): void => {
    const tab = tabs.get(place);
    if (!tab) return;
    tabs.delete(place);
    tab.isDead = true;
    for (const hear of tab.held.splice(0)) hear();
    for (const handle of tab.handles) forceCloseDatabase(handle as never);
    if (tab.isAsking) model.halfGranted();
    if (tab.isErasing) model.halfWithdrawn();
    tab.isErasing = false;
  };

  const thaw = (tab: Tab): void => {
    tab.isFrozen = false;
    // what it was about to write comes before what it has not yet heard
    for (const event of tab.waiting.splice(0)) record(tab, event);
    setTimeout(() => {
      for (const hear of tab.held.splice(0)) hear();
    }, THAW_MS);
  };

  const settleAll = async (): Promise<void> => {
    for (const tab of all) if (tab.isFrozen) thaw(tab);
    const calls = (): Promise<unknown>[] => [...all].flatMap((tab) => (tab.isDead ? [] : [...tab.pending]));
    while (calls().length > 0) await Promise.all(calls());
    // merges, notices and erasures that nobody waits for
    await settle(40);
  };

  const find = async (): Promise<Found | undefined> => {
    const name = databaseName(device.site);
    if (!(await indexedDB.databases()).some((known) => known.name === name)) return undefined;
    const store = await openStore(device.site, consentRecord(), { random: realRandom });
    const fetchBytes = (url: string): Promise<Uint8Array<ArrayBuffer>> =>
      Promise.resolve(device.files.get(url)!.slice());
    const { signal } = new AbortController();
    const clock = { now: () => model.now() };
    const open = await openBundle({ url: BUNDLE_URL, keys: [], fetchBytes, cache: undefined, clock, signal });
    if (!open) throw new Error('no bundle');
    // looks, and does not merge
    const live = createLiveProfile({ ...store, compact: async () => false }, clock);
    live.useBundle(open.bundle);
    await live.refresh();
    const { folded, totals, recent, items, searches } = live.raw();
    const epoch = await readEpoch(name);
    const consent = await store.readConsent();
    store.close();
    const times = [
      ...recent.map(({ at }) => at),
      ...searches.map(({ at }) => at),
      ...Object.values(items).map(({ lastAt }) => lastAt),
    ];
    return { folded, count: totals.events, times, isProven: epoch !== undefined && consent?.epoch === epoch };
  };

  const ask = (place: number): void => {
    const tab = tabAt(place);
    if (tab.epoch || tab.isAsking || tab.isFrozen) return;
    tab.isAsking = true;
    call(
      tab,
      (engine) => engine.hello(helloCall(device)),
      (reply) => {
        tab.isAsking = false;
        // in memory until a frozen tab lets go; what it has begun on the disk may end there
        if (reply.ok && reply.storage === 'memory') model.halfGranted();
        // or erased while it opened: the next page asks again
        if (!reply.ok || reply.storage === 'memory') return void tabs.delete(place);
        tab.epoch = isErasing() ? model.halfGranted() : model.granted();
        for (const event of tab.waiting.splice(0)) record(tab, event);
      },
    );
  };

  const steps: { [K in Step['do']]: (step: Extract<Step, { do: K }>) => Promise<void> | void } = {
    grant: ({ tab }) => ask(tab),
    withdraw({ tab: place }) {
      const tab = tabs.get(place);
      if (!tab?.epoch || tab.isErasing || tab.isFrozen) return;
      tab.isErasing = true;
      call(
        tab,
        (engine) => engine.erase(PLAIN),
        (reply) => {
          tab.isErasing = false;
          if (tabs.get(place) === tab) tabs.delete(place);
          // another tab was first, or nothing is left
          if (reply.ok || reply.detail?.includes('emptied')) model.withdrawn();
          else if (reply.reason !== 'stopped') faults.push(`not erased: ${JSON.stringify(reply)}`);
        },
      );
    },
    events({ tab: place, count }) {
      ask(place);
      const tab = tabAt(place);
      for (let left = count; left > 0; left--) {
        const number = sent.length + 1;
        const event = {
          id: number.toString(16).padStart(32, '0'),
          at: model.now() + number * STEP_MS,
          row: number % 12,
        };
        sent.push(event);
        record(tab, event);
      }
    },
    again({ tab: place, event }) {
      const tab = tabs.get(place);
      const known = sent[event % Math.max(sent.length, 1)];
      if (tab && known) record(tab, known);
    },
    crash: ({ tab }) => kill(tab),
    freeze({ tab: place }) {
      const tab = tabs.get(place);
      if (!tab?.epoch || tab.isErasing || tab.isFrozen) return;
      tab.isFrozen = true;
      for (const handle of tab.handles) {
        const { onversionchange } = handle;
        handle.onversionchange = (event) =>
          tab.isFrozen
            ? void tab.held.push(() => onversionchange?.call(handle, event))
            : onversionchange?.call(handle, event);
      }
    },
    thaw({ tab: place }) {
      const tab = tabs.get(place);
      if (tab?.isFrozen) thaw(tab);
    },
    async close({ tab: place }) {
      const tab = tabs.get(place);
      if (tab) await Promise.all(tab.pending);
      if (tab && tab === tabs.get(place)) kill(place);
    },
    jump({ ms }) {
      model.jump(ms);
      device.now = model.now();
    },
    wait: ({ ms }) => settle(ms),
    async settle() {
      await settleAll();
      // a deletion that a frozen tab was in the way of is on its way
      for (let left = 40; left > 0 && model.faultsOf(await find()).length > 0; left--) await settle(50);
      faults.push(...model.faultsOf(await find()));
      for (const tab of tabs.values()) {
        if (!tab.epoch || !model.isCurrent(tab.epoch)) continue;
        const reply = await tab.engine.exportProfile(PLAIN);
        if (!reply.ok) continue;
        const { folded, totals } = reply.export.profile;
        const seen = model.faultsOf({ folded, count: totals.events, times: [], isProven: true });
        faults.push(...seen.map((fault) => `in an open tab: ${fault}`));
      }
    },
  };

  return {
    faults,
    play: (step: Step) => (steps[step.do] as (given: Step) => Promise<void> | void)(step),
    async end() {
      for (const place of tabs.keys()) kill(place);
      await settle(5);
      restore();
    },
  };
}
