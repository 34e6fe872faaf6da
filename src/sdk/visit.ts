import type { ConsentRecord } from '../../contract/grants.ts';
import type { Failure } from '../../contract/protocol.ts';
import { DEFAULT_DEADLINE_MS, type Site } from '../../contract/site.ts';
import { startCapture } from '../capture/capture.ts';
import { readProduct } from '../capture/product.ts';
import { createRecorder, type Recorder } from '../capture/recorder.ts';
import type { AskVocabulary } from '../capture/search.ts';
import type { EngineClient } from '../engine-client/engine-client.ts';
import type { ToScriptUrl } from '../engine-client/create-worker.ts';
import { createSlots } from '../slots/slots.ts';
import type { Listeners } from './listeners.ts';
import type { Platform } from './platform.ts';

/** How long slots wait for the page's own events to be recorded. */
const OWN_EVENTS_MS = 30;

/** Everything a visit depends on; from the script tag or from `createAisle`. */
export interface VisitOptions {
  readonly bundleUrl: string;
  readonly site: string;
  readonly keys: readonly string[];
  readonly baseUrl: string;
  readonly workerSource: string;
  readonly workerUrl?: string;
  readonly toScriptUrl?: ToScriptUrl;
  readonly deadlineMs?: number;
  /** Which sources of events are on: `page`, `dom`, or both. */
  readonly sources: readonly string[];
}

/** A page with consent: the engine runs, events are recorded, slots are ordered. Ends with `end`. */
export interface Visit {
  readonly engine: EngineClient;
  readonly recorder: Recorder;
  readonly askVocabulary: AskVocabulary;
  /** Resolves when the engine has its store and its bundle, or to why it has not. */
  readonly ready: Promise<{ readonly ok: true } | Failure>;
  site(): Site;
  deadlineMs(): number;
  /** Stops capturing, drops what waits and puts the server's order back. The engine still answers. */
  end(): void;
}

export function startVisit(
  options: VisitOptions,
  record: ConsentRecord,
  platform: Platform,
  listeners: Listeners,
): Visit {
  const { document, window, now, clock, random } = platform;
  const { workerSource, workerUrl, toScriptUrl, keys, baseUrl, bundleUrl, sources } = options;
  const over = new AbortController();
  const { signal } = over;
  const region = document.documentElement.getAttribute('data-aisle-region')?.trim().slice(0, 64);
  let site: Site = {};
  let stale = false;
  let isBroken = false;

  /** Said once: what follows from the first fault is the same fault. */
  const fail = (failure: Failure): Failure => {
    if (!isBroken && !signal.aborted) listeners.emit('error', failure);
    isBroken = true;
    return failure;
  };

  const engine = platform.startEngine({
    workerSource,
    site: options.site,
    ...(workerUrl && { workerUrl }),
    ...(toScriptUrl && { toScriptUrl }),
  });
  const hello = engine.call('hello', {
    site: options.site,
    bundleUrl,
    keys: [...keys],
    baseUrl,
    consent: record,
    ...(region && { region }),
  });
  const ready = hello.then((reply) => {
    if (!reply.ok) return fail(reply);
    ({ site } = reply);
    return { ok: true } as const;
  });
  engine.onEnd(() => fail({ ok: false, reason: 'stopped' }));
  const deadlineMs = (): number => options.deadlineMs ?? site.deadlineMs ?? DEFAULT_DEADLINE_MS;

  let vocabulary: Promise<readonly string[] | undefined> | undefined;
  const askVocabulary = (): Promise<readonly string[] | undefined> =>
    (vocabulary ??= ready
      .then(() => engine.call('vocabulary', {}))
      .then((reply) => (reply.ok ? reply.words : undefined)));

  const recorder = createRecorder({
    clock,
    random,
    async send(events) {
      const hello = await ready;
      // what is learned now counts as soon as there is a bundle again
      const isKept = !signal.aborted && (hello.ok || hello.reason === 'no-bundle');
      return isKept ? engine.call('record', { events }) : { ok: false, reason: 'stopped' };
    },
  });

  const slots = createSlots({
    document,
    now,
    deadlineMs,
    site: () => site,
    product: () => readProduct(document)?.id,
    async ask(requests, waitMs) {
      // why a slot got what it got is worked out, and brought, only for somebody who listens
      const reasons = listeners.has('decision');
      const reply = await engine.call('decide', { slots: requests, reasons }, Math.max(waitMs, 0));
      return reply.ok ? reply : undefined;
    },
    onDecision(decision, element, applied) {
      const { slot, items, source, arm } = decision;
      element.dispatchEvent(
        new CustomEvent('aisle:decision', { bubbles: true, detail: { slot, items, source, arm, applied } }),
      );
      listeners.emit('decision', { ...decision, applied });
    },
  });

  /** What the page itself says, on its way to the engine. */
  let said: Promise<unknown> | undefined;
  const decide = async (): Promise<void> => {
    const { ok } = await ready;
    // a page's own product counts for its own slots, unless the disk is slow
    if (readProduct(document)) await Promise.race([said, new Promise((resolve) => setTimeout(resolve, OWN_EVENTS_MS))]);
    if (ok && !signal.aborted) await slots.decide();
  };
  const begin = (): void => {
    if (signal.aborted) return;
    slots.find();
    startCapture({ document, window, now, signal, sources, askVocabulary, emit: recorder.emit });
    said = recorder.flush();
    void decide();
    watch();
  };
  /** Slots and items that a template or a slow server brings late; not for ever, since every mutation costs. */
  const watch = (): void => {
    const observer = new MutationObserver(() => {
      slots.find();
      void decide();
    });
    observer.observe(document, { childList: true, subtree: true });
    const stop = (): void => observer.disconnect();
    const soon = (): unknown => setTimeout(stop, deadlineMs());
    if (document.readyState === 'complete') soon();
    else window.addEventListener('load', soon, { once: true, signal });
    signal.addEventListener('abort', stop);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin, { once: true, signal });
  else begin();

  const again = (): void => {
    stale = false;
    void slots.decideAgain();
  };
  const stopListening = engine.onNotice((notice) => {
    // a tab in view has what it shows; one that comes back into view shows what was learned meanwhile
    if (notice.type === 'revision') stale ||= document.visibilityState === 'hidden';
  });
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'hidden') void recorder.flush();
      else if (stale) again();
    },
    { signal },
  );
  window.addEventListener('pagehide', () => void recorder.flush(), { signal });
  // notices that came while the page lay in the back/forward cache are lost
  window.addEventListener('pageshow', ({ persisted }) => persisted && again(), { signal });

  return {
    engine,
    recorder,
    askVocabulary,
    ready,
    site: () => site,
    deadlineMs,
    end() {
      stopListening();
      over.abort();
      recorder.stop();
      slots.restore();
    },
  };
}
