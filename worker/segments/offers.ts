import type { LivingChange } from '../../contract/living-calls.ts';
import type { LivingState, OfferState } from '../../contract/living.ts';
import type { LivingSpec } from '../../contract/segments.ts';
import type { LivingRow } from '../living/living.ts';
import { entryOf, setEntry, type RawProfile } from '../profile/raw-profile.ts';
import { foldLedger } from './ledger.ts';
import { endOf, freeAt, toPlans, type OfferPlan } from './offer-plan.ts';

/** A visit is over after that time without an event; as `worker/profile/fold.ts` has it. */
const IDLE_MS = 30 * 60_000;
/** A row that is older than what is known by more than that tells of a clock that was set back. */
const SET_BACK_MS = 60_000;
/** How long an offer that the bundle has no more is remembered: it may come back. */
const FORGET_MS = 30 * 86_400_000;

/** Of an offer at a time: to be raised, shown in this visit, or held back in it; undefined: none of it. */
export type Standing = 'due' | 'shown' | 'held' | undefined;

/** What the offers of a bundle make of a profile. */
export interface Offers {
  /** Highest priority first. */
  readonly plans: readonly OfferPlan[];
  /** Takes a row in: the same rows give the same state, in whichever tab. */
  take(profile: RawProfile, row: LivingRow): void;
  /** How an offer stands at `now` for a visitor in `segments`. */
  standingOf(plan: OfferPlan, profile: RawProfile, segments: ReadonlySet<string>, now: number): Standing;
  /** When, after `now`, the standing of an offer changes by itself; Infinity: never. */
  changeAt(profile: RawProfile, segments: ReadonlySet<string>, now: number): number;
}

/**
 * Opens the offers of a bundle. That one is shown is a row of the journal, which counts only where it is the very next after the
 * state it was worked out from: of several tabs one wins. Everything that time does, such as expiry, cool-down and caps, is
 * worked out when somebody asks, and therefore right after a reload, after sleep and in every tab.
 */
export function openOffers({ offers }: Pick<LivingSpec, 'offers'>): Offers {
  const plans = toPlans(offers);
  const stateOf = ({ living }: RawProfile, id: string): OfferState | undefined =>
    living.offers && entryOf(living.offers.states, id);

  const take = (profile: RawProfile, row: LivingRow): void => {
    const { living } = profile;
    const { seq, after, events, at = living.at ?? 0 } = row;
    // worked out from a state that another tab has changed meanwhile
    const changes = after === undefined || after === seq - 1 ? (row.changes ?? []) : [];
    if (living.offers) heedClock(living.offers.states, at);
    for (const event of events) {
      if (event.type !== 'purchase') continue;
      const value = event.items.reduce((sum, { price = 0, quantity = 1 }) => sum + price * quantity, 0);
      for (const { id, attributionMs } of plans) {
        const state = stateOf(profile, id);
        if (!state?.visits.some((shownAt) => shownAt <= event.at && event.at - shownAt < attributionMs)) continue;
        const tally = state[state.isHeld ? 'holdout' : 'offer'];
        tally.purchases++;
        tally.value += value;
      }
    }
    for (const change of changes) {
      const named = 'offer' in change ? change.offer : change.do === 'send' && change.body.offer;
      const plan = plans.find(({ id }) => id === named);
      const state = plan && stateOf(profile, plan.id);
      // pressed in two tabs at once, a button counts once
      if (change.do === 'send' && !(state && endOf(plan, state, at) === undefined)) continue;
      foldLedger(profile, change, at);
      if (plan) foldChange(profile, plan, change, at);
    }
    const states = living.offers?.states ?? {};
    for (const [id, { visits }] of Object.entries(states))
      if (at - visits.at(-1)! > FORGET_MS && !plans.some((plan) => plan.id === id)) delete states[id];
  };

  const isOpen = ({ from, to, segments }: OfferPlan, inside: ReadonlySet<string>, now: number): boolean =>
    now >= from && now < to && segments.some((id) => inside.has(id));
  const visitEndsAt = ({ sessions }: RawProfile, { visit, visits }: OfferState): number =>
    visit === sessions.count ? Math.max(sessions.lastAt, visits.at(-1)!) + IDLE_MS : -Infinity;

  return {
    plans,
    take,
    standingOf(plan, profile, segments, now) {
      if (!isOpen(plan, segments, now)) return undefined;
      const state = stateOf(profile, plan.id);
      if (!state) return 'due';
      const end = endOf(plan, state, now);
      if (end === undefined && now < visitEndsAt(profile, state)) return state.isHeld ? 'held' : 'shown';
      const isRested = end === undefined || now >= end + plan.coolDownMs;
      return isRested && now >= freeAt(plan, state) ? 'due' : undefined;
    },
    changeAt(profile, segments, now) {
      const points = plans.flatMap((plan) => {
        if (!plan.segments.some((id) => segments.has(id))) return [];
        const state = stateOf(profile, plan.id);
        if (!state) return [plan.from, plan.to];
        const endsAt = state.endedAt ?? state.firstAt + plan.standsMs;
        return [plan.from, plan.to, endsAt, endsAt + plan.coolDownMs, freeAt(plan, state), visitEndsAt(profile, state)];
      });
      return Math.min(...points.filter((point) => point > now));
    },
  };
}

function foldChange({ living }: RawProfile, plan: OfferPlan, change: LivingChange, at: number): void {
  const { states, seed } = (living.offers ??= { states: {} });
  const state = entryOf(states, plan.id);
  const isEnded = state && endOf(plan, state, at) !== undefined;
  if (change.do === 'answer' && state && !state.isHeld && !isEnded) {
    state.endedAt = at;
    state.offer[change.how]++;
  }
  if (change.do !== 'show') return;
  living.offers.seed = seed ?? change.seed;
  const { visit, isHeld } = change;
  const { offer, holdout } = state ?? { offer: createTally(), holdout: createTally() };
  (isHeld ? holdout : offer).shown++;
  // the newest stays whatever the cap asks for: purchases are put down to it
  const former = (state?.visits ?? []).filter((shownAt) => shownAt > at - plan.cap.withinMs);
  setEntry(states, plan.id, {
    visits: [...former, at].slice(-plan.cap.times),
    visit,
    isHeld,
    firstAt: state && !isEnded ? state.firstAt : at,
    offer,
    holdout,
  });
}

function createTally(): OfferState['offer'] {
  return { shown: 0, accepted: 0, dismissed: 0, purchases: 0, value: 0 };
}

/** What was done later than it now is was done just now: an offer must not be kept back until a clock that was wrong is right. */
function heedClock(states: Readonly<Record<string, OfferState>>, at: number): void {
  for (const state of Object.values(states)) {
    if (Math.max(state.visits.at(-1)!, state.endedAt ?? 0) <= at + SET_BACK_MS) continue;
    const toPast = (time: number): number => Math.min(time, at);
    state.visits = state.visits.map(toPast);
    state.firstAt = toPast(state.firstAt);
    if (state.endedAt !== undefined) state.endedAt = toPast(state.endedAt);
  }
}

/** The offers of two profiles that turn out to be one person's: no cap is evaded, and nothing that came of an offer is lost. */
export function mergeOffers(a: LivingState['offers'], b: LivingState['offers']): LivingState['offers'] {
  const states: Record<string, OfferState> = {};
  for (const [id, mine] of [...Object.entries(a.states), ...Object.entries(b.states)]) {
    const other = entryOf(states, id);
    const isNewer = !other || mine.visits.at(-1)! >= other.visits.at(-1)!;
    const newest = isNewer ? mine : other;
    setEntry(states, id, {
      ...newest,
      visits: [...(other?.visits ?? []), ...mine.visits].toSorted((x, y) => x - y).slice(-1_000),
      offer: addTally(mine.offer, other?.offer),
      holdout: addTally(mine.holdout, other?.holdout),
    });
  }
  const seed = a.seed ?? b.seed;
  return { states, ...(seed !== undefined && { seed }) };
}

function addTally(a: OfferState['offer'], b: OfferState['offer'] = createTally()): OfferState['offer'] {
  return {
    shown: a.shown + b.shown,
    accepted: a.accepted + b.accepted,
    dismissed: a.dismissed + b.dismissed,
    purchases: a.purchases + b.purchases,
    value: a.value + b.value,
  };
}
