import { idsOf, type EventType, type ItemRef } from '../../../contract/events.ts';
import type { Emit, EventDraft } from '../../capture/draft.ts';
import type { Boundary } from '../../sdk/boundary.ts';

/** A slow shop's answer comes within that time, or not at all. */
const PATIENCE_MS = 30_000;
/** The same act, announced twice. */
const ECHO_MS = 2_000;
/** So many acts are remembered, and one click adds no more products than that. */
const MAX_ACTS = 16;

/** What a platform says of an act: where, or with which ids, as far as it knows. */
export interface Announced {
  readonly element?: Element | undefined;
  readonly item?: ItemRef | undefined;
}

/** For a platform to pass on what it is told. */
export interface Announce {
  /** `by`: the announcement's name; acts that wait for another one are not meant. */
  (type: EventType, by: string, said?: Announced): void;
  /**
   * Connects once to what an object of the page tells under `topic`, and calls at the end what `connect` returns. Never
   * throws.
   */
  readonly once: (source: object, topic: string, connect: () => unknown) => void;
  /** For callbacks that the page calls. */
  readonly hear: <A extends unknown[]>(entry: (...args: A) => unknown) => (...args: A) => void;
}

export interface Announcements {
  readonly announce: Announce;
  /** A trusted click or submit, whatever it says. */
  gesture(): void;
  /** What is told at once; announcements of the same act are not told again. */
  told(draft: EventDraft, element: Element): void;
  /** What is told when it is announced, or when `element` matches `done`. */
  wait(draft: EventDraft, element: Element, by: string, done: string | undefined): void;
}

interface TrackedAct {
  readonly draft: EventDraft;
  readonly element: Element | undefined;
  readonly until: number;
  /** The announcement that it waits for; undefined where it has been told. */
  readonly by?: string | undefined;
}

/**
 * Makes one event of an act and its announcements. An act that waits is told when it is announced, with the time of the
 * click; one that has been told before is not told again. An announcement that no act explains counts while the shopper's
 * last click is fresh: a button that nobody knows has been clicked, and no script has made it up.
 */
export function createAnnouncements(parts: {
  readonly emit: Emit;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Ms since 1970. */
  readonly at: () => number;
  readonly boundary: Boundary;
  readonly isFlooded: () => boolean;
}): Announcements {
  const { emit, now, at, boundary, isFlooded } = parts;
  const sources = new WeakMap<object, Set<string>>();
  let acts: TrackedAct[] = [];
  let lastGesture = -Infinity;
  let credit = 0;

  const keep = (act: TrackedAct): TrackedAct => {
    acts = [...acts.filter(({ until }) => until > now()), act].slice(-MAX_ACTS);
    return act;
  };
  const told = (draft: EventDraft, element?: Element, ms = PATIENCE_MS): unknown =>
    keep({ draft, element, until: now() + ms });
  const tell = (draft: EventDraft, element?: Element): void => {
    emit(draft, true);
    told(draft, element, ECHO_MS);
  };

  const announce = (type: EventType, by: string, { element, item }: Announced = {}): void => {
    if (isFlooded()) return;
    const alike = acts.filter(
      (act) => act.draft.type === type && act.until > now() && (act.by === undefined || act.by === by),
    );
    const isMeant = (act: TrackedAct): boolean =>
      (element !== undefined && act.element === element) || (item !== undefined && share(act.draft, item));
    const isNamed = element !== undefined || item !== undefined;
    // what says nothing of itself means what has been done last: one that was done before may have been refused
    const waiting = alike.findLast((act) => act.by && (!isNamed || isMeant(act)));
    const known = waiting ?? alike.find(isMeant);
    if (known) settle(known);
    else if (item && now() - lastGesture < PATIENCE_MS && credit-- > 0) tell({ type, items: [item] }, element);
  };
  /** It has come to pass: an echo of the same is nothing new, and earlier tries at the same place have not. */
  const settle = (act: TrackedAct): void => {
    const { element, draft } = act;
    acts = acts.filter(
      (other) => other !== act && !(other.by && other.element === element && other.draft.type === draft.type),
    );
    if (act.by) tell(act.draft, act.element);
    else told(act.draft, act.element, ECHO_MS);
  };

  const hear: Announce['hear'] = (entry) => {
    const guarded = boundary.guard(entry);
    // a page that looks at what its callbacks return sees nothing
    return (...args) => void guarded(...args);
  };
  const once: Announce['once'] = (source, topic, connect) => {
    const topics = sources.get(source) ?? new Set();
    if (topics.has(topic)) return;
    sources.set(source, topics.add(topic));
    try {
      const undo = connect();
      if (typeof undo === 'function') boundary.onEnd(() => void undo());
    } catch {
      // somebody else's object, which cannot be listened to; its acts are told by their clicks
    }
  };

  return {
    announce: Object.assign(announce, { once, hear }),
    gesture() {
      lastGesture = now();
      credit = MAX_ACTS;
    },
    told: (draft, element) => told(draft, element),
    wait(draft, element, by, done) {
      const act = keep({ draft: { ...draft, at: at() }, element, by, until: now() + PATIENCE_MS });
      if (done) watch(element, done, () => acts.includes(act) && settle(act), boundary);
    },
  };
}

/** Calls `then` once when `element` comes to match `done`; what it still matches of an earlier act does not count. */
function watch(element: Element, done: string, then: () => unknown, { guard, onEnd }: Boundary): void {
  let isOpen = !element.matches(done);
  const observer = new MutationObserver(
    guard(() => {
      const isDone = element.matches(done);
      if (isDone && isOpen) {
        rest();
        then();
      }
      isOpen ||= !isDone;
    }),
  );
  const rest = (): void => observer.disconnect();
  observer.observe(element, { attributes: true });
  onEnd(rest);
  setTimeout(rest, PATIENCE_MS);
}

function share({ items = [] }: EventDraft, item: ItemRef): boolean {
  const ids = idsOf(item);
  return items.some((other) => idsOf(other).some((id) => ids.includes(id)));
}
