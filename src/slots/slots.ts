import type { ItemId } from '../../contract/ids.ts';
import { MAX_SLOTS_PER_CALL } from '../../contract/limits.ts';
import type { Decision, DisplayEntry, SlotRequest } from '../../contract/protocol.ts';
import { createPriceFormat, renderCards } from './fill-slot.ts';
import { findSlots, readPlaces, type Place, type Slot } from './find-slots.ts';
import { isInUse, rankSlot, restoreSlot } from './rank-slot.ts';
import { changeSteadily } from './steady.ts';
import type { Site } from '../../contract/site.ts';

/** A fill slot starts empty: its cards are worth more patience than an order is. */
const FILL_PATIENCE_MS = 10_000;

/** Asks the engine for all slots at once; undefined when it has no answer in time. */
export type AskDecisions = (
  slots: SlotRequest[],
  deadlineMs: number,
) => Promise<{ readonly decisions: readonly Decision[]; readonly display: readonly DisplayEntry[] } | undefined>;

export interface SlotsParts {
  readonly document: Document;
  readonly ask: AskDecisions;
  /** ms from when a slot was found; later the server's order stays. */
  readonly deadlineMs: () => number;
  readonly site: () => Site;
  /** The product that the page is about. */
  readonly product: () => ItemId | undefined;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** `applied` is false where the slot was left as the server sent it. */
  readonly onDecision: (decision: Decision, element: HTMLElement, applied: boolean) => void;
}

export interface Slots {
  /** Looks for slots and for items that came late, and remembers when it first saw them. */
  find(): void;
  /** One call for every slot that still waits. */
  decide(): Promise<void>;
  /** Asks again for the slots that nobody has touched since: another tab has learned something. */
  decideAgain(): Promise<void>;
  /** Stops and puts the page back as the server sent it. */
  restore(): void;
}

interface Kept {
  readonly slot: Slot;
  foundAt: number;
  /** rank: the server's order; grows while the page is still being built. */
  server: Place[];
  /** fill: what was put in. */
  cards: Element[];
  touched: boolean;
  waiting: boolean;
  ranked: boolean;
}

/** Keeps the page's slots: what the server sent, what was decided, and what the shopper has laid hands on. */
export function createSlots(parts: SlotsParts): Slots {
  const { document, ask, deadlineMs, site, product, now, onDecision } = parts;
  const slots = new Map<HTMLElement, Kept>();
  const listeners = new AbortController();

  const keep = (slot: Slot): Kept => {
    const kept: Kept = {
      slot,
      foundAt: now(),
      server: [],
      cards: [],
      touched: false,
      waiting: true,
      ranked: false,
    };
    const touch = (): void => void (kept.touched = true);
    for (const type of ['pointerdown', 'keydown', 'focusin']) {
      slot.element.addEventListener(type, touch, { capture: true, passive: true, signal: listeners.signal });
    }
    slots.set(slot.element, kept);
    return kept;
  };

  const find = (): void => {
    for (const slot of findSlots(document)) {
      const kept = slots.get(slot.element) ?? keep(slot);
      if (slot.mode === 'fill' || kept.ranked) continue;
      const places = readPlaces(slot.element);
      if (
        places.length === kept.server.length &&
        places.every(({ node }, index) => node === kept.server[index]?.node)
      ) {
        continue;
      }
      kept.server = places;
      kept.waiting = isInTime(kept);
    }
  };

  const isInTime = (kept: Kept): boolean => now() - kept.foundAt <= deadlineMs();

  const decide = async (): Promise<void> => {
    const due = [...slots.values()].filter((kept) => {
      const { waiting } = kept;
      kept.waiting = false;
      return waiting && (kept.slot.mode === 'fill' || (kept.server.length > 1 && isInTime(kept)));
    });
    const asked = due.slice(0, MAX_SLOTS_PER_CALL);
    if (asked.length === 0) return;
    const patient = asked.some(({ slot }) => slot.mode === 'fill');
    const left = Math.max(...asked.map((kept) => kept.foundAt + deadlineMs() - now()));
    const reply = await ask(
      asked.map((kept) => toRequest(kept, product())),
      patient ? FILL_PATIENCE_MS : left,
    );
    if (!reply || listeners.signal.aborted) return;
    const display = new Map(reply.display.map((entry) => [entry.id, entry]));
    asked.forEach((kept, index) => {
      const decision = reply.decisions[index];
      if (decision?.slot === kept.slot.id) onDecision(decision, kept.slot.element, apply(kept, decision, display));
    });
  };

  const apply = (kept: Kept, decision: Decision, display: ReadonlyMap<ItemId, DisplayEntry>): boolean => {
    const { slot } = kept;
    if (kept.touched || !slot.element.isConnected) return false;
    try {
      if (slot.mode === 'fill') {
        const entries = decision.items.map((id) => display.get(id)).filter((entry) => entry !== undefined);
        return fill(kept, entries);
      }
      if (!isInTime(kept) || (decision.source === 'server' && !kept.ranked)) return false;
      const wasRanked = kept.ranked;
      // said first: the moves themselves are seen by whoever looks for late items
      kept.ranked = true;
      const done = rankSlot(slot, kept.server, decision.items);
      kept.ranked = wasRanked || done;
      return done;
    } catch {
      // the page changed the slot under us: it is the page's
      return false;
    }
  };

  const fill = (kept: Kept, entries: readonly DisplayEntry[]): boolean => {
    const { element } = kept.slot;
    const template = element.querySelector<HTMLTemplateElement>(':scope > template');
    if (!template || entries.length === 0 || isInUse(element)) return false;
    const cards = renderCards(template, entries, createPriceFormat(site(), document.documentElement.lang));
    const before = kept.cards;
    const after = Array.from(cards.children);
    const done = changeSteadily(
      element,
      () => {
        for (const card of before) card.remove();
        element.append(cards);
      },
      () => {
        for (const card of after) card.remove();
        element.append(...before);
      },
    );
    if (done) kept.cards = after;
    else whenOutOfView(kept, () => fill(kept, entries), listeners.signal);
    return done;
  };

  return {
    find,
    decide,
    async decideAgain() {
      for (const kept of slots.values()) {
        kept.waiting = !kept.touched;
        kept.foundAt = now();
      }
      await decide();
    },
    restore() {
      listeners.abort();
      for (const { slot, server, cards, ranked } of slots.values()) {
        try {
          if (ranked) restoreSlot(slot, server);
          for (const card of cards) card.remove();
        } catch {
          // removed or rebuilt by the page since
        }
      }
      slots.clear();
    },
  };
}

function toRequest({ slot, server }: Kept, product: ItemId | undefined): SlotRequest {
  if (slot.mode === 'fill') {
    return { mode: 'fill', slot: slot.id, limit: slot.limit, ...(product && { item: product, exclude: [product] }) };
  }
  const pinned = server.flatMap((place, index) => (place.pinned ? [index] : []));
  return {
    mode: 'rank',
    slot: slot.id,
    items: server.map((place) => place.id),
    ...(pinned.length > 0 && { pinned }),
  };
}

/** Filling a slot that reserves no height pushes down what is seen below it; it waits until that is out of view. */
function whenOutOfView({ slot }: Kept, then: () => void, signal: AbortSignal): void {
  if (typeof IntersectionObserver === 'undefined') return;
  const observer = new IntersectionObserver((entries) => {
    const view = slot.element.ownerDocument.defaultView?.innerHeight ?? 0;
    const entry = entries.at(-1);
    if (signal.aborted || !slot.element.isConnected) return observer.disconnect();
    if (entry && !entry.isIntersecting && entry.boundingClientRect.top >= view) {
      observer.disconnect();
      then();
    }
  });
  observer.observe(slot.element);
}
