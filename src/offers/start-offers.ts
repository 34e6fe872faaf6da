import { newId } from '../../contract/ids.ts';
import type { LivingReply, OfferView } from '../../contract/living-calls.ts';
import { noticeChannelName, type Notice } from '../../contract/protocol.ts';
import { askLiving } from '../engine-client/ask-living.ts';
import { createBoundary } from '../sdk/boundary.ts';
import type { Visit } from '../sdk/visit.ts';
import { whenOutOfView } from '../slots/steady.ts';
import { createOfferPlaces, type Place } from './offer-places.ts';
import { sendRecovery } from './send-recovery.ts';
import { createShownOffer, type ShownOffer } from './shown-offer.ts';

/** Several notices that come together are one. */
const SOON_MS = 50;
/** A timer is set no further ahead: it stands still while the machine sleeps, and nobody says when it wakes. */
const MOST_MS = 60_000;

/** What a page is told of segments and offers, while its visit lasts. */
export interface OffersRoom {
  /** The page has another route: what is shown in this visit may be shown here too. */
  turn(): void;
}

/**
 * Tells the page of segments and shows its offers: asks at the start, when the profile has changed, here or in another tab, when
 * time changes something, and when the page comes back into view; never while it is hidden. Ends with the visit. Never throws.
 */
export function startOffers(visit: Visit): OffersRoom {
  const { engine, options } = visit;
  const { runtime } = options.host;
  const { listeners } = runtime();
  const boundary = createBoundary(() => boundary.end());
  const { signal, guard, listen, onEnd } = boundary;
  const random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
  const has = (type: 'offer' | 'recovery'): boolean => listeners.has(type);

  /** Id -> name of the segments that the page was told of. */
  let inside = new Map<string, string>();
  const shown = new Map<string, ShownOffer>();
  /** Those that this page may show without asking: it has raised them, or an earlier page of the visit had before it came. */
  const mine = new Set<string>();
  /** Places in which an offer would move what is seen. */
  const waiting = new WeakSet<HTMLElement>();
  const places = createOfferPlaces(() => has('offer'), boundary);
  let isFresh = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let asking: Promise<unknown> | undefined;
  let isStale = false;

  const tellSegments = ({ segments }: LivingReply): void => {
    const exposed = visit.exposed();
    if (exposed !== 'segments' && exposed !== 'profile') return;
    const now = new Map(segments.map(({ id, name }) => [id, name]));
    for (const [id, name] of inside) if (!now.has(id)) listeners.emit('segment', { id, name, isIn: false });
    for (const [id, name] of now) if (!inside.has(id)) listeners.emit('segment', { id, name, isIn: true });
    inside = now;
  };

  const make = (view: OfferView, place: Place): ShownOffer =>
    createShownOffer(view, place, boundary, {
      emit: listeners.emit,
      onEnd() {
        places.leave(place);
        shown.delete(view.id);
      },
      answer: (how) => askLiving(engine, { ask: 'answer', offer: view.id, how }),
      async recover() {
        const reply = await askLiving(engine, { ask: 'recover', offer: view.id, key: newId(random) });
        return reply.ok && reply.sending ? send(reply.sending) : undefined;
      },
    });

  const send = async (sending: Parameters<typeof sendRecovery>[0]): Promise<boolean> => {
    const state = await sendRecovery(sending, listeners, signal);
    if (state) await askLiving(engine, { ask: 'settle', key: sending.key, state });
    return state === 'acknowledged';
  };

  const placeOffer = async (given: OfferView): Promise<void> => {
    const { id, state, recovers, content } = given;
    if (state === 'due') mine.delete(id);
    else if (isFresh) mine.add(id);
    // another page shows it
    else if (!mine.has(id)) return;
    const place = places.free(given);
    if (!place) return;
    const isUnheard = recovers === 'callback' && !has('recovery');
    const { action: _, ...rest } = content;
    const view = isUnheard ? { ...given, content: rest, recovers: undefined } : given;
    const offer = make(view, place);
    if (place !== 'listener' && !offer.fits()) {
      offer.end();
      if (waiting.has(place)) return;
      waiting.add(place);
      whenOutOfView(
        place,
        () => {
          waiting.delete(place);
          void ask();
        },
        boundary,
      );
      return;
    }
    places.take(place);
    const reply = state === 'due' && (await askLiving(engine, { ask: 'raise', offer: id, seed: newId(random) }));
    if (signal.aborted || (reply && !(reply.ok && reply.isShown))) return offer.end();
    mine.add(id);
    shown.set(id, offer);
    offer.show();
  };

  const look = async (): Promise<void> => {
    const reply = await askLiving(engine, { ask: 'state' });
    if (signal.aborted) return;
    if (!reply.ok) {
      // what is late, or could not be written, is asked again at the next occasion
      if (!/^(deadline|store)$/.test(reply.reason)) boundary.end();
      return;
    }
    tellSegments(reply);
    const views = new Map(reply.offers.map((view) => [view.id, view]));
    for (const [id, offer] of shown) if (views.get(id)?.state !== 'shown') offer.end();
    for (const view of reply.offers) if (!shown.has(view.id)) await placeOffer(view);
    isFresh = false;
    clearTimeout(timer);
    clearTimeout(retry);
    const { nextInMs, resend } = reply;
    if (nextInMs !== undefined) timer = setTimeout(ask, Math.min(Math.max(nextInMs, SOON_MS), MOST_MS));
    if (resend && (resend.by === 'endpoint' || has('recovery'))) retry = setTimeout(again, resend.inMs);
  };
  /** One question at a time, and none for a page that nobody sees. */
  const ask = guard(async () => {
    if (signal.aborted || document.visibilityState === 'hidden') return;
    isStale = true;
    if (asking) return;
    while (isStale && !signal.aborted) {
      isStale = false;
      asking = look();
      try {
        await asking;
      } finally {
        asking = undefined;
      }
    }
  });
  const again = guard(async () => {
    const reply = await askLiving(engine, { ask: 'resend' });
    if (reply.ok && reply.sending) await send(reply.sending);
    await ask();
  });

  let soon: ReturnType<typeof setTimeout> | undefined;
  let channel: BroadcastChannel | undefined;
  const open = (): void => {
    channel = new BroadcastChannel(noticeChannelName(options.site));
    channel.onmessage = ({ data }: MessageEvent<Partial<Notice> | null>) => {
      if (data?.type === 'erased') boundary.end();
      else if (data?.type === 'revision') soon ??= setTimeout(hear, SOON_MS);
    };
  };
  const hear = (): void => {
    soon = undefined;
    void ask();
  };
  const close = (): void => channel?.close();
  try {
    open();
    // an open channel would keep the page out of the back/forward cache
    listen(window, 'pagehide', close);
    listen(window, 'pageshow', (event) => {
      if (!(event as PageTransitionEvent).persisted) return;
      open();
      void ask();
    });
    onEnd(close);
  } catch {
    // an old browser has none; the page then asks when it comes into view, and when time has gone by
  }
  listen(document, 'visibilitychange', ask);
  onEnd(
    listeners.on('consent', ({ grants }) => {
      if (runtime().visit() !== visit) return boundary.end();
      // what waits to be sent must not be sent without it
      if (grants.imports !== 'granted') void ask();
    }),
  );
  onEnd(() => {
    for (const each of [timer, retry, soon]) clearTimeout(each);
    for (const offer of shown.values()) offer.end();
  });
  void ask();

  return {
    turn() {
      isFresh = true;
      for (const offer of shown.values()) if (!offer.isThere()) offer.end();
      void ask();
    },
  };
}
