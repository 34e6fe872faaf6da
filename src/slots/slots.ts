import { MAX_SLOTS_PER_CALL } from '../../contract/limits.ts';
import type { Decision, DisplayEntry, SlotRequest } from '../../contract/protocol.ts';
import type { Boundary } from '../sdk/boundary.ts';
import { findSlots, type Left, type Place, type Slot } from './find-slots.ts';
import { isForeign } from './is-foreign.ts';
import { rankSlot, restoreSlot } from './rank-slot.ts';
import { watchTouch } from './touch.ts';

/** Asks the engine for slots of one mode at once; undefined when it has no answer in time. */
export type AskDecisions = (
  slots: SlotRequest[],
  deadlineMs: number,
) => Promise<{ readonly decisions: readonly Decision[]; readonly display: readonly DisplayEntry[] } | undefined>;

export interface SlotsParts {
  readonly ask: AskDecisions;
  /** Slots as the storefront knows them: those of the site's rules, and how those of the page's attributes are ordered. */
  readonly declared: (mode: SlotRequest['mode']) => readonly Slot[];
  /** Whether anything on the page is marked by an attribute of ours. */
  readonly isMarked: () => boolean;
  /** Called where only the storefront can order a slot; brings it, and has slots looked for again. */
  readonly openFront: () => unknown;
  /** ms from when a slot was found; later the server's order stays. */
  readonly deadlineMs: () => number;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** `left` is why the slot was left as the server sent it. */
  readonly onDecision: (decision: Decision, element: HTMLElement, left: Left | undefined) => void;
  /** When it ends, the page is put back as the server sent it. */
  readonly boundary: Boundary;
}

/** The page's slots of one mode. */
export interface Slots {
  /** Looks for slots and for items that came late, and remembers when it first saw them. */
  find(): void;
  /** One call for every slot that still waits, or, `again`, for every one that nobody has touched since. */
  decide(again?: boolean): Promise<void>;
  /**
   * Another route of the page begins. What stands on it still is kept as it is; what is gone is forgotten, and what has come
   * to hold other items is a new slot.
   */
  turn(): void;
}

interface Kept {
  slot: Slot;
  /** Until it is forgotten. */
  readonly boundary: Boundary;
  readonly isTouched: () => boolean;
  foundAt: number;
  /** The server's order; grows while the page is still being built. */
  server: Place[];
  isWaiting: boolean;
  isRanked: boolean;
  /** It is of an earlier route. */
  isOld?: boolean;
}

/** Keeps the page's rank slots: what the server sent, what was decided, and what the shopper has laid hands on. */
export function createSlots({
  ask,
  isMarked,
  declared,
  openFront,
  deadlineMs,
  now,
  onDecision,
  boundary,
}: SlotsParts): Slots {
  const slots = new Map<HTMLElement, Kept>();

  const keep = (slot: Slot): Kept => {
    const mine = boundary.fork();
    const isTouched = watchTouch(slot.element, mine);
    const kept: Kept = {
      slot,
      boundary: mine,
      isTouched,
      foundAt: now(),
      server: [],
      isWaiting: true,
      isRanked: false,
    };
    slots.set(slot.element, kept);
    mine.onEnd(() => kept.isRanked && restoreSlot(kept.slot, kept.server));
    return kept;
  };
  /** Forgets a slot that is gone, or has come to hold other items: it is as the page has it, and no longer ours. */
  const forget = (kept: Kept): void => {
    const { element } = kept.slot;
    const ids = new Map(kept.server.map(({ node, id }) => [node, id]));
    const places = kept.slot.read();
    const isSame = places.length === ids.size && places.every(({ node, id }) => ids.get(node) === id);
    if (element.isConnected && isSame) return;
    slots.delete(element);
    kept.boundary.end();
  };
  const leftMs = ({ foundAt }: Kept): number => foundAt + deadlineMs() - now();

  const decide = async (isAgain?: boolean): Promise<void> => {
    for (const kept of isAgain ? slots.values() : []) {
      kept.isWaiting = !kept.isTouched();
      kept.foundAt = now();
    }
    const due = [...slots.values()]
      .filter((kept) => kept.isWaiting && kept.server.length > 1 && leftMs(kept) >= 0)
      .slice(0, MAX_SLOTS_PER_CALL);
    for (const kept of slots.values()) kept.isWaiting = false;
    if (due.length === 0) return;
    const reply = await ask(due.map(toRequest), Math.max(...due.map(leftMs)));
    if (!reply || boundary.signal.aborted) return;
    due.forEach((kept, index) => {
      const decision = reply.decisions[index];
      if (decision?.slot === kept.slot.id) onDecision(decision, kept.slot.element, apply(kept, decision));
    });
  };

  const apply = (kept: Kept, { items, source }: Decision): Left | undefined => {
    if (kept.isTouched()) return 'touched';
    if (leftMs(kept) < 0) return 'late';
    if (source === 'server' && !kept.isRanked) return 'server';
    const left = rankSlot(kept.slot, kept.server, items);
    kept.isRanked ||= !left;
    return left;
  };

  return {
    find() {
      for (const kept of slots.values()) if (kept.isOld) forget(kept);
      // what the storefront says of an element comes later, and counts
      const found = new Map(
        [...(isMarked() ? findSlots() : []), ...declared('rank')].map((slot) => [slot.element, slot]),
      );
      for (const slot of found.values()) {
        let kept = slots.get(slot.element);
        if (!kept && !slot.arrange && isForeign(slot.element)) {
          openFront();
          continue;
        }
        kept ??= keep(slot);
        // of a list that was ranked only the storefront says what is new in it
        if (kept.isRanked && !kept.slot.arrange) continue;
        kept.slot = slot;
        const places = slot.read();
        const { server, isRanked } = kept;
        const isKnown =
          places === server ||
          (!isRanked && places.length === server.length && places.every(({ node }, at) => node === server[at]?.node));
        if (isKnown) continue;
        // nobody has seen anything of a list that was empty, or of what is new in it
        if (isRanked || server.length === 0) kept.foundAt = now();
        kept.server = places;
        kept.isWaiting = true;
      }
    },
    decide,
    turn() {
      for (const kept of slots.values()) kept.isOld = true;
    },
  };
}

function toRequest({ slot, server }: Kept): SlotRequest {
  return {
    mode: 'rank',
    slot: slot.id,
    items: server.map((place) => place.id),
    ...(server.some((place) => place.also) && { also: server.map((place) => place.also ?? []) }),
    pinned: server.flatMap((place, index) => (place.pinned ? [index] : [])),
  };
}
