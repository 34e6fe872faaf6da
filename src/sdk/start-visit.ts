import type { AisleEvent, ItemRef, PageKind } from '../../contract/events.ts';
import type { Failure, HelloCall } from '../../contract/protocol.ts';
import { DEFAULT_DEADLINE_MS, type Site } from '../../contract/site.ts';
import type { PageAnnex } from '../annex/page-annex.ts';
import { createBucket } from '../capture/bucket.ts';
import { kindOf, type CaptureParts } from '../capture/capture.ts';
import { captureDom } from '../capture/dom.ts';
import type { Emit } from '../capture/draft.ts';
import type { Follower } from '../capture/follow.ts';
import { readProducts, toContext } from '../capture/product.ts';
import { createRecorder } from '../capture/recorder.ts';
import { keepUnsent, takeUnsent } from '../capture/unsent.ts';
import type { AskVocabulary } from '../capture/search.ts';
import { createSlots, type AskDecisions, type Slots, type SlotsParts } from '../slots/slots.ts';
import type { Storefront } from '../storefront/storefront.ts';
import { after } from './after.ts';
import { createBoundary } from './boundary.ts';
import type { Listeners } from './listeners.ts';
import type { Platform } from './platform.ts';
import type { Hello, Visit, VisitOptions } from './visit.ts';

const STOPPED: Failure = { ok: false, reason: 'stopped' };
const NOT_LOADED: Failure = { ok: false, reason: 'not-loaded' };
/** How long slots wait for the page's own events to be recorded. */
const OWN_EVENTS_MS = 30;
/** How long what follows a page waits for its slots. */
const FOLLOW_MS = 1_000;
/** How often, and when, a bundle is asked for again that there was none of. */
const BUNDLE_RETRIES = 2;
const BUNDLE_RETRY_MS = 2_000;
/** What brings the annex: what it fills or leads on to the panel with, and what it records. */
const NEEDS = ['privacy', 'why', 'mode'];
const DETAILS = ['cart', 'order', 'query'];
/** All that the page may say of itself in attributes. One at a time: a list of selectors is no index's, and 20 times as dear. */
const MARKS = ['slot', 'item', 'product', 'page', ...NEEDS, ...DETAILS];
/** A page with a kind says by its attributes what there is to say of it; unless other sources are asked for by name. */
const MARKED = /^(auto|page|dom)$/;

const stands = (name: string): boolean => !!document.querySelector(`[data-aisle-${name}]`);

/** Starts at once; `onErased` is called when another tab has withdrawn or erased. */
export function startVisit(
  options: VisitOptions,
  said: Pick<HelloCall, 'consent' | 'evidence'>,
  { now, clock, random, startEngine }: Platform,
  listeners: Listeners,
  onErased: () => void,
): Visit {
  const isPersonal = said.consent.grants.personalisation === 'granted';
  const has = (source: string): boolean =>
    isPersonal && (options.sources.includes('auto') || options.sources.includes(source));
  const isPage = has('page');
  const region = document.documentElement.getAttribute('data-aisle-region')?.trim().slice(0, 64) || undefined;
  let site: Site = {};
  let isStale = false;
  let told: string | undefined;
  let retries = BUNDLE_RETRIES;

  /** Says what is wrong once, and ends what cannot go on. A shop that has turned Aisle off need not be told. */
  const fail = (failure: Failure): void => {
    const { reason } = failure;
    if (signal.aborted || reason === told) return;
    told = reason;
    if (/^(off|stopped)$/.test(reason)) {
      boundary.end();
      engine.stop();
    }
    if (reason !== 'off') listeners.emit('error', failure);
  };
  const boundary = createBoundary(() => fail(STOPPED));
  const { signal, guard, listen, onEnd } = boundary;

  const engine = startEngine({
    ...options,
    listen,
    onEnd: () => fail(STOPPED),
    onNotice(type) {
      if (type === 'erased') onErased();
      // a tab in view has what it shows; one that comes back into view shows what was learned meanwhile
      else isStale ||= document.visibilityState === 'hidden';
    },
  });
  const sayHello = async (): Promise<Hello> => {
    const reply = await engine.call('hello', {
      ...said,
      bundleUrl: options.bundleUrl,
      site: options.site,
      keys: options.keys,
      baseUrl: options.baseUrl,
      region,
    });
    if (reply.ok) {
      ({ site } = reply);
      recorder.flush();
    } else guard(fail)(reply);
    return reply;
  };
  let ready = sayHello();
  const deadlineMs = (): number => options.deadlineMs ?? site.deadlineMs ?? DEFAULT_DEADLINE_MS;
  const exposed = (): string | undefined => options.expose ?? site.expose;
  const annex = async (): Promise<PageAnnex | undefined> => {
    const brought = await options.bringAnnex();
    if (!brought) fail(NOT_LOADED);
    return brought;
  };

  const take = (): AisleEvent[] => (isPersonal ? takeUnsent(options.site) : []);
  const waiting = take();
  const recorder = createRecorder({
    clock,
    random,
    boundary,
    waiting,
    async send(events) {
      await ready;
      const reply = signal.aborted ? STOPPED : await engine.call('record', { events });
      if (reply.ok) return reply;
      if (reply.reason === 'off') fail(reply);
      // the events wait for the next flush, and that for the next hello
      if (reply.reason === 'no-bundle' && retries-- > 0) ready = after(BUNDLE_RETRY_MS).then(sayHello);
      return reply;
    },
  });
  const bucket = createBucket(now, boundary, (dropped) =>
    listeners.emit('error', { ok: false, reason: 'flood', detail: `${dropped} events dropped` }),
  );
  const emit: Emit = ({ path, ...draft }, isUrgent) => {
    if (!isPersonal || !bucket.take()) return;
    if (draft.type === 'page_view') {
      if (follower?.isViewed(path) ?? isViewed) return;
      isViewed = true;
    }
    recorder.emit(draft, isUrgent);
  };

  const ask: AskDecisions = async (slots, waitMs) => {
    // why a slot got what it got is worked out, and brought, only for somebody who listens
    const reasons = exposed() === 'profile' && listeners.has('decision');
    const reply = await engine.call('decide', { slots, reasons, context: context() }, waitMs);
    return reply.ok ? reply : undefined;
  };
  const onDecision: SlotsParts['onDecision'] = (decision, element, left) => {
    const { slot, items, source, arm } = decision;
    const applied = !left;
    const detail = { slot, items, source, arm, applied, left };
    visit.outcomes.set(element, detail);
    element.dispatchEvent(new CustomEvent('aisle:decision', { bubbles: true, detail }));
    // cards that have just been put in
    brought?.bringPanel(options);
    listeners.emit('decision', { ...decision, applied, left });
  };

  let storefront: Storefront | undefined;
  let opening: Promise<unknown> | undefined;
  /** Brings the room for shops that say nothing in our attributes, once. */
  const openFront = (): Promise<unknown> =>
    (opening ??= options.bringStorefront().then((open) => {
      if (!open) return fail(NOT_LOADED);
      const { add } = options.host;
      const { isFlooded } = bucket;
      let words: AskVocabulary | undefined;
      const ask: AskVocabulary = async () => (words ??= (await annex())?.askOf(visit))?.();
      storefront = open({
        emit,
        now,
        boundary,
        has,
        ready,
        site: () => site,
        ask,
        isFlooded,
        add,
        look: () => follower?.lookSoon() ?? look(),
      });
      return storefront.whole;
    }));
  const all = document.getElementsByTagName('*');
  let counted = 0;
  let hasMarks = false;
  /** Whether anything on the page is marked by an attribute of ours; nothing is asked again of a page that has not grown. */
  const isMarked = (): boolean => {
    if (!hasMarks && counted !== all.length) {
      counted = all.length;
      hasMarks = MARKS.some(stands);
    }
    return hasMarks;
  };
  const products = () => (isMarked() ? readProducts(storefront) : (storefront?.products() ?? []));
  const context = () => toContext(products());
  const declared: SlotsParts['declared'] = (mode) => storefront?.slots(mode) ?? [];

  const parts = {
    now,
    deadlineMs,
    site: () => site,
    ask,
    declared,
    isMarked,
    // what stands on the page only it can order
    openFront: () => openFront().then(look),
    product: () => products()[0],
    onDecision,
    boundary,
  };
  const rooms: Slots[] = [createSlots(parts)];
  /** What the page itself says, on its way to the engine. */
  let ownEvents: unknown;
  let annexing: Promise<unknown> | undefined;
  let brought: PageAnnex | undefined;

  const look = guard(async () => {
    const hasMarks = isMarked();
    const isDue = hasMarks && isPage && isSettled && !isDetailed && DETAILS.some(stands);
    isDetailed ||= isDue;
    if (isDue || (hasMarks && !annexing && NEEDS.some(stands))) attend(isDue, startedAt);
    brought?.bringPanel(options);
    for (const room of rooms) room.find();
    if (isSettled) follower?.look();
    const { ok } = await ready;
    // a page's own product counts for its own slots, unless the disk is slow
    if (products().length > 0) await Promise.race([ownEvents, after(OWN_EVENTS_MS)]);
    if (ok && !signal.aborted) await decide();
  });
  const decide = (isAgain?: boolean): Promise<unknown> => Promise.all(rooms.map((room) => room.decide(isAgain)));
  /** Brings the annex once; records what it knows of a route where that is due. */
  const attend = guard(async (isDue: boolean, at: number) => {
    await (annexing ??= annex().then((annex) => {
      brought = annex;
      if (annex && !signal.aborted) rooms.push(annex.createFillSlots(parts));
    }));
    if (!brought || signal.aborted) return;
    if (isDue) guard(brought.captureDetails)(visit, at);
    await look();
  });
  const captureParts: CaptureParts = { emit: recorder.emit, now, boundary, storefront: () => storefront, isMarked };
  let route = boundary.fork();
  /** When it began, ms since 1970. */
  let startedAt = 0;
  /** Whether it can be read, and its cart, order or search is. */
  let isSettled = false;
  let isDetailed = false;
  /** Whether somebody has told that it is seen. */
  let isViewed = isPage;
  let page: PageKind | undefined;
  let viewed: ItemRef | undefined;
  const since = now();
  const { href } = location;
  let follower: Follower | undefined;
  const turn = guard(async (settled?: Promise<unknown>, isTold?: boolean) => {
    const at = (startedAt = clock.now());
    route.end();
    const mine = (route = boundary.fork());
    isSettled = isDetailed = false;
    if (settled) {
      for (const room of rooms) room.turn();
      await settled;
    }
    const isKnown = isMarked() && stands('page') && options.sources.every((name) => MARKED.test(name));
    if (!isKnown) await Promise.all([openFront(), ready]);
    if (mine.signal.aborted) return;
    const start = (): unknown => storefront?.startRoute(mine, at);
    isSettled = true;
    if (isPage) {
      page = kindOf(captureParts);
      if (!isTold) recorder.emit({ type: 'page_view', at, ...(page && { page }) });
      [viewed] = settled ? [] : products();
      if (viewed) recorder.emit({ type: 'product_view', at, items: [viewed] });
    }
    follower?.begin(mine, page, at);
    start();
    ownEvents = recorder.flush();
    await Promise.race([look(), after(FOLLOW_MS)]);
    if (site.living) void annex().then((annex) => annex?.startLiving(visit));
    if (!follower && !settled && !signal.aborted) {
      const follow = await options.bringFollow();
      if (!follow) fail(NOT_LOADED);
      else if (!signal.aborted) {
        follower = follow({
          ...captureParts,
          isPage,
          href,
          since,
          viewed,
          isViewed,
          turn,
          look,
          flush: recorder.flush,
        });
        if (isSettled) follower.begin(route, page);
      }
    }
    if (isKnown && !storefront && (await ready).ok && (site.slots ?? site.products)) {
      await openFront();
      if (mine.signal.aborted) return;
      start();
      await look();
    }
  });
  const begin = guard(() => {
    if (has('dom')) captureDom(recorder.emit, boundary, () => storefront, bucket.take);
    // slots and items that a template or a slow server brings late; later the follower looks
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true });
    const rest = (): void => observer.disconnect();
    const soon = (): unknown => setTimeout(rest, deadlineMs());
    if (document.readyState === 'complete') soon();
    else listen(window, 'load', soon);
    onEnd(rest);
    return turn();
  });
  const visit: Visit = {
    engine,
    emit,
    isFlooded: bucket.isFlooded,
    ready,
    annex,
    check: options.isDebugged
      ? guard(async (type: unknown, payload: unknown) => {
          const brought = await annex();
          if (!signal.aborted) await brought?.bringDebug(options.host, type, payload);
        })
      : undefined,
    outcomes: new WeakMap(),
    options,
    exposed,
    deadlineMs,
    again: () => decide(true),
    context,
    end: boundary.end,
  };
  if (document.readyState === 'loading') listen(document, 'DOMContentLoaded', begin);
  else begin();

  /** A dedicated worker dies with its page: what it has not acknowledged the next page sends again. */
  const keep = (): void => keepUnsent(options.site, recorder.unsent());
  listen(window, 'visibilitychange pagehide pageshow', async (event) => {
    if (event.type === 'pagehide' || document.visibilityState === 'hidden') {
      const sent = recorder.flush();
      keep();
      await sent;
      keep();
    }
    // notices that came while the page lay in the back/forward cache are lost
    else if ((event as PageTransitionEvent).persisted || isStale) {
      isStale = false;
      waiting.push(...take());
      recorder.flush();
      await decide(true);
    }
  });

  return visit;
}
