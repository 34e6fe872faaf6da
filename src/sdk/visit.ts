import type { ConsentRecord } from '../../contract/grants.ts';
import type { Decision, Failure } from '../../contract/protocol.ts';
import { DEFAULT_DEADLINE_MS, type Site } from '../../contract/site.ts';
import type { PageAnnex } from '../annex/page-annex.ts';
import { startCapture } from '../capture/capture.ts';
import type { Emit } from '../capture/draft.ts';
import { readProduct } from '../capture/product.ts';
import { createRecorder } from '../capture/recorder.ts';
import type { WorkerOptions } from '../engine-client/create-worker.ts';
import type { EngineClient } from '../engine-client/engine-client.ts';
import type { PanelHost } from '../privacy-panel/panel-host.ts';
import { FILL } from '../slots/find-slots.ts';
import { createSlots, type AskDecisions, type Slots, type SlotsParts } from '../slots/slots.ts';
import { after } from './after.ts';
import type { Listeners } from './listeners.ts';
import type { Platform } from './platform.ts';

/** How long slots wait for the page's own events to be recorded. */
const OWN_EVENTS_MS = 30;
/** What brings the annex: what it fills or leads on to the panel with, and what it records. */
const NEEDS = `[data-aisle-privacy],[data-aisle-why],${FILL}`;
const DETAILS = '[data-aisle-cart],[data-aisle-order],[data-aisle-query]';

/** Everything a visit depends on; from the script tag or from `createAisle`. */
export interface VisitOptions extends WorkerOptions {
  readonly bundleUrl: string;
  readonly site: string;
  readonly keys: string[];
  readonly baseUrl: string;
  /** Default: the site's, else 150. */
  readonly deadlineMs?: number | undefined;
  /** Which sources of events are on: `page`, `dom`, or both. */
  readonly sources: readonly string[];
  /** Who may read scores and the profile: every script of the page with `profile`. Default: what the site says. */
  readonly expose?: string | undefined;
  /** Brings the annex; undefined where it cannot be had. The next call tries again. */
  readonly bringAnnex: () => Promise<PageAnnex | undefined>;
  readonly host: PanelHost;
}

/** What became of a slot, as `aisle:decision` tells it. */
export interface SlotOutcome extends Pick<Decision, 'slot' | 'items' | 'source' | 'arm'> {
  /** False where the server's order stayed. */
  readonly applied: boolean;
}

/** A page with consent: the engine runs, events are recorded, slots are ordered. Ends with `end`. */
export interface Visit {
  readonly engine: EngineClient;
  readonly emit: Emit;
  /** Resolves when the engine has its store and its bundle, or to why it has not. */
  readonly ready: Promise<{ readonly ok: true } | Failure>;
  readonly annex: () => Promise<PageAnnex | undefined>;
  /** By the slot's element. */
  readonly outcomes: WeakMap<Element, SlotOutcome>;
  mayRead(): boolean;
  deadlineMs(): number;
  /** Stops capturing, drops what waits and puts the server's order back. The engine still answers. */
  end(): void;
}

/** Starts at once; `onErased` is called when another tab has withdrawn or erased. */
export function startVisit(
  options: VisitOptions,
  consent: ConsentRecord,
  { now, clock, random, startEngine }: Platform,
  listeners: Listeners,
  onErased: () => void,
): Visit {
  const over = new AbortController();
  const { signal } = over;
  const isPage = options.sources.includes('page');
  let site: Site = {};
  let isStale = false;
  let isBroken = false;

  /** Said once: what follows from the first fault is the same fault. */
  const fail = (failure: Failure): Failure => {
    if (!isBroken && !signal.aborted) listeners.emit('error', failure);
    isBroken = true;
    return failure;
  };

  const engine = startEngine({
    ...options,
    onEnd: () => fail({ ok: false, reason: 'stopped' }),
    onNotice(type) {
      if (type === 'erased') onErased();
      // a tab in view has what it shows; one that comes back into view shows what was learned meanwhile
      else isStale ||= document.visibilityState === 'hidden';
    },
  });
  const ready = engine
    .call('hello', {
      bundleUrl: options.bundleUrl,
      site: options.site,
      keys: options.keys,
      baseUrl: options.baseUrl,
      consent,
      region: document.documentElement.getAttribute('data-aisle-region')?.trim().slice(0, 64) || undefined,
    })
    .then((reply) => {
      if (!reply.ok) return fail(reply);
      ({ site } = reply);
      return reply;
    });
  const deadlineMs = (): number => options.deadlineMs ?? site.deadlineMs ?? DEFAULT_DEADLINE_MS;
  const mayRead = (): boolean => (options.expose ?? site.expose) === 'profile';
  const annex = async (): Promise<PageAnnex | undefined> => {
    const brought = await options.bringAnnex();
    if (!brought) fail({ ok: false, reason: 'not-loaded' });
    return brought;
  };

  const recorder = createRecorder({
    clock,
    random,
    signal,
    async send(events) {
      const hello = await ready;
      // what is learned now counts as soon as there is a bundle again
      const isKept = !signal.aborted && (hello.ok || hello.reason === 'no-bundle');
      return isKept ? engine.call('record', { events }) : { ok: false, reason: 'stopped' };
    },
  });
  const { emit } = recorder;

  const ask: AskDecisions = async (slots, waitMs) => {
    // why a slot got what it got is worked out, and brought, only for somebody who listens
    const reply = await engine.call('decide', { slots, reasons: mayRead() && listeners.has('decision') }, waitMs);
    return reply.ok ? reply : undefined;
  };
  const onDecision: SlotsParts['onDecision'] = (decision, element, applied) => {
    const { slot, items, source, arm } = decision;
    const detail = { slot, items, source, arm, applied };
    visit.outcomes.set(element, detail);
    element.dispatchEvent(new CustomEvent('aisle:decision', { bubbles: true, detail }));
    // cards that have just been put in
    brought?.bringPanel(options);
    listeners.emit('decision', { ...decision, applied });
  };

  const parts = { now, deadlineMs, site: () => site, ask, onDecision, signal };
  const rooms: Slots[] = [createSlots(parts)];
  /** What the page itself says, on its way to the engine. */
  let said: Promise<unknown> | undefined;
  let isAnnexed = false;
  let brought: PageAnnex | undefined;

  const look = async (): Promise<void> => {
    if (!isAnnexed && document.querySelector(isPage ? `${DETAILS},${NEEDS}` : NEEDS)) {
      isAnnexed = true;
      void attend(clock.now());
    }
    brought?.bringPanel(options);
    for (const room of rooms) room.find();
    const { ok } = await ready;
    // a page's own product counts for its own slots, unless the disk is slow
    if (readProduct()) await Promise.race([said, after(OWN_EVENTS_MS)]);
    if (ok && !signal.aborted) for (const room of rooms) void room.decide();
  };
  const attend = async (at: number): Promise<void> => {
    brought = await annex();
    if (!brought || signal.aborted) return;
    if (isPage) brought.captureDetails(visit, at);
    rooms.push(brought.createFillSlots(parts));
    await look();
  };
  const begin = (): void => {
    startCapture({ now, signal, emit, sources: options.sources });
    said = recorder.flush();
    // slots and items that a template or a slow server brings late; not for ever, since every mutation costs
    const observer = new MutationObserver(() => void look());
    observer.observe(document, { childList: true, subtree: true });
    const stop = (): void => observer.disconnect();
    const soon = (): unknown => setTimeout(stop, deadlineMs());
    if (document.readyState === 'complete') soon();
    else addEventListener('load', soon, { signal });
    signal.addEventListener('abort', stop);
    void look();
  };
  const visit: Visit = {
    engine,
    emit,
    ready,
    annex,
    outcomes: new WeakMap(),
    mayRead,
    deadlineMs,
    end: () => over.abort(),
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin, { signal });
  else begin();

  const turnPage = ({ type, persisted }: Partial<PageTransitionEvent>): void => {
    if (type === 'pagehide' || document.visibilityState === 'hidden') void recorder.flush();
    // notices that came while the page lay in the back/forward cache are lost
    else if (persisted || isStale) {
      isStale = false;
      for (const room of rooms) void room.decide(true);
    }
  };
  for (const type of ['visibilitychange', 'pagehide', 'pageshow'])
    addEventListener(type, turnPage, { capture: true, signal });

  return visit;
}
