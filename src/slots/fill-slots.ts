import { MAX_FILL_ITEMS, MAX_SLOTS_PER_CALL } from '../../contract/limits.ts';
import type { DisplayEntry, SlotRequest } from '../../contract/protocol.ts';
import type { Site } from '../../contract/site.ts';
import type { ItemRef } from '../../contract/events.ts';
import type { Boundary } from '../sdk/boundary.ts';
import { createPriceFormat, renderCards } from './fill-slot.ts';
import { FILL, findSlots, type Slot } from './find-slots.ts';
import { isInUse } from './rank-slot.ts';
import type { Slots, SlotsParts } from './slots.ts';
import { changeSteadily, whenOutOfView } from './steady.ts';
import { watchTouch } from './touch.ts';

/** A fill slot starts empty: its cards are worth more patience than an order is. */
const FILL_PATIENCE_MS = 10_000;
/** How many cards a fill slot gets that does not say. */
const DEFAULT_FILL = 8;

export interface FillParts extends Pick<SlotsParts, 'ask' | 'declared' | 'onDecision' | 'boundary'> {
  readonly site: () => Site;
  /** What the page is about. */
  readonly product: () => ItemRef | undefined;
}

interface Kept {
  readonly slot: Slot;
  /** Until it is forgotten. */
  readonly boundary: Boundary;
  readonly isTouched: () => boolean;
  /** What was put in. */
  cards: Element[];
  isWaiting: boolean;
}

/** Keeps the page's fill slots: those of the page's `data-aisle-mode="fill"`, each with a template for its cards. */
export function createFillSlots({ ask, declared, site, product, onDecision, boundary }: FillParts): Slots {
  const slots = new Map<HTMLElement, Kept>();

  const keep = (slot: Slot): void => {
    const mine = boundary.fork();
    const isTouched = watchTouch(slot.element, mine);
    const kept: Kept = { slot, boundary: mine, isTouched, cards: [], isWaiting: true };
    slots.set(slot.element, kept);
    mine.onEnd(() => {
      for (const card of kept.cards) card.remove();
    });
  };

  const decide = async (isAgain?: boolean): Promise<void> => {
    for (const kept of isAgain ? slots.values() : []) kept.isWaiting = !kept.isTouched();
    const due = [...slots.values()].filter((kept) => kept.isWaiting).slice(0, MAX_SLOTS_PER_CALL);
    for (const kept of slots.values()) kept.isWaiting = false;
    if (due.length === 0) return;
    const shown = product();
    const reply = await ask(
      due.map(({ slot }) => toRequest(slot, shown)),
      FILL_PATIENCE_MS,
    );
    if (!reply || boundary.signal.aborted) return;
    const display = new Map(reply.display.map((entry) => [entry.id, entry]));
    due.forEach((kept, index) => {
      const decision = reply.decisions[index];
      if (decision?.slot !== kept.slot.id) return;
      const entries = decision.items.map((id) => display.get(id)).filter((entry) => entry !== undefined);
      let isApplied = false;
      try {
        isApplied = fill(kept, entries);
      } catch {
        // a template that asks for what the page's policy forbids, such as a script's URL
      }
      onDecision(decision, kept.slot.element, isApplied ? undefined : 'empty');
    });
  };

  const fill = (kept: Kept, entries: readonly DisplayEntry[]): boolean => {
    const { element } = kept.slot;
    const template = element.querySelector<HTMLTemplateElement>(':scope > template');
    if (!template || entries.length === 0 || kept.isTouched() || isInUse(element) || !element.isConnected) return false;
    const cards = renderCards(template, entries, createPriceFormat(site(), document.documentElement.lang));
    const before = kept.cards;
    const after = [...cards.children];
    const isDone = changeSteadily(
      element,
      [],
      () => {
        for (const card of before) card.remove();
        element.append(cards);
      },
      () => {
        for (const card of after) card.remove();
        element.append(...before);
      },
    );
    if (isDone) kept.cards = after;
    else whenOutOfView(element, () => fill(kept, entries), kept.boundary);
    return isDone;
  };

  return {
    find() {
      for (const { slot, boundary: mine } of slots.values()) {
        if (slot.element.isConnected) continue;
        slots.delete(slot.element);
        mine.end();
      }
      for (const slot of [...findSlots(FILL), ...declared('fill')]) if (!slots.has(slot.element)) keep(slot);
    },
    decide,
    turn() {
      // the page may be about another product now
      for (const kept of slots.values()) kept.isWaiting = !kept.isTouched();
    },
  };
}

function toRequest({ id, limit }: Slot, product: ItemRef | undefined): SlotRequest {
  return {
    mode: 'fill',
    slot: id,
    limit: limit === Infinity ? DEFAULT_FILL : Math.min(limit, MAX_FILL_ITEMS),
    ...(product && { item: product.id, exclude: [product.id], ...(product.also && { also: product.also }) }),
  };
}
