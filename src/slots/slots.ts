import { MAX_SLOTS_PER_CALL } from '../../contract/limits.ts';
import type { Decision, DisplayEntry, SlotRequest } from '../../contract/protocol.ts';
import type { Boundary } from '../sdk/boundary.ts';
import { findSlots, type Place, type Slot } from './find-slots.ts';
import { rankSlot, restoreSlot } from './rank-slot.ts';
import { watchTouch } from './touch.ts';

/** Asks the engine for slots of one mode at once; undefined when it has no answer in time. */
export type AskDecisions = (
  slots: SlotRequest[],
  deadlineMs: number,
) => Promise<{ readonly decisions: readonly Decision[]; readonly display: readonly DisplayEntry[] } | undefined>;

export interface SlotsParts {
  readonly ask: AskDecisions;
  /** Slots that do not stand in the page's attributes. */
  readonly declared: (mode: SlotRequest['mode']) => readonly Slot[];
  /** ms from when a slot was found; later the server's order stays. */
  readonly deadlineMs: () => number;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** `applied` is false where the slot was left as the server sent it. */
  readonly onDecision: (decision: Decision, element: HTMLElement, applied: boolean) => void;
  /** When it ends, the page is put back as the server sent it. */
  readonly boundary: Boundary;
}

/** The page's slots of one mode. */
export interface Slots {
  /** Looks for slots and for items that came late, and remembers when it first saw them. */
  find(): void;
  /** One call for every slot that still waits, or, `again`, for every one that nobody has touched since. */
  decide(again?: boolean): Promise<void>;
}

interface Kept {
  readonly slot: Slot;
  readonly isTouched: () => boolean;
  foundAt: number;
  /** The server's order; grows while the page is still being built. */
  server: Place[];
  isWaiting: boolean;
  isRanked: boolean;
}

/** Keeps the page's rank slots: what the server sent, what was decided, and what the shopper has laid hands on. */
export function createSlots({ ask, declared, deadlineMs, now, onDecision, boundary }: SlotsParts): Slots {
  const slots = new Map<HTMLElement, Kept>();

  const keep = (slot: Slot): Kept => {
    const isTouched = watchTouch(slot.element, boundary);
    const kept: Kept = { slot, isTouched, foundAt: now(), server: [], isWaiting: true, isRanked: false };
    slots.set(slot.element, kept);
    boundary.onEnd(() => kept.isRanked && restoreSlot(slot, kept.server));
    return kept;
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

  const apply = (kept: Kept, { items, source }: Decision): boolean => {
    const isPassed = kept.isTouched() || leftMs(kept) < 0 || (source === 'server' && !kept.isRanked);
    const isDone = !isPassed && rankSlot(kept.slot, kept.server, items);
    kept.isRanked ||= isDone;
    return isDone;
  };

  return {
    find() {
      for (const slot of [...findSlots(), ...declared('rank')]) {
        const kept = slots.get(slot.element) ?? keep(slot);
        const places = kept.slot.read();
        const isKnown =
          places.length === kept.server.length && places.every(({ node }, index) => node === kept.server[index]?.node);
        if (kept.isRanked || isKnown) continue;
        kept.server = places;
        kept.isWaiting = true;
      }
    },
    decide,
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
