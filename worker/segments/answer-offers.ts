import { isHexId } from '../../contract/events.ts';
import { isShape, oneOf, text } from '../../contract/guards.ts';
import { MAX_EVENT_ITEMS, MAX_NAME_LENGTH } from '../../contract/limits.ts';
import type {
  LivingCall,
  LivingQuestion,
  LivingQuestions,
  LivingReply,
  OfferView,
  RecoveryBody,
  Sending,
} from '../../contract/living-calls.ts';
import type { LivingSpec } from '../../contract/segments.ts';
import { badRequest, mayImport, type Answered, type Desk } from '../annex/desk.ts';
import { Refusal } from '../envelope.ts';
import type { RawProfile } from '../profile/raw-profile.ts';
import { toBudgetView } from '../reports/budget.ts';
import { isHeldBack, type OfferPlan } from './offer-plan.ts';
import { isOpen, retryInMs, toLedgerView, type Recovery } from './ledger.ts';
import type { Offers } from './offers.ts';

/** How often another tab may come between before a change is given up. */
const TRIES = 8;

type CallOf<Q extends LivingQuestion> = Extract<LivingCall, { ask: Q }>;
type Answers<Q extends LivingQuestion> = {
  [each in Q]: (call: CallOf<each>, desk: Desk) => Answered<LivingQuestions[each][1]>;
};

/** What the page may ask of offers and of the ledger. */
export interface OfferDesk {
  /** Answers what it is asked, or undefined where that is another's question. */
  answer(call: unknown, desk: Desk): Promise<never> | undefined;
  /** What of the answer to `state` is about offers; `changeAt`: when that changes by itself. */
  stateOf(
    desk: Desk,
    profile: RawProfile,
    segments: ReadonlySet<string>,
  ): Promise<Pick<LivingReply, 'offers' | 'resend'> & { readonly changeAt: number }>;
}

/** `segmentsAt`: which segments a visitor is in. */
export function createOfferDesk(
  { recovery, reports }: Pick<LivingSpec, 'recovery' | 'reports'>,
  offers: Offers,
  segmentsAt: (profile: RawProfile, now: number) => ReadonlySet<string>,
): OfferDesk {
  const planOf = (id: string): OfferPlan => {
    const plan = offers.plans.find((each) => each.id === id);
    if (!plan) throw badRequest('offer', id, 'an offer of the bundle');
    return plan;
  };
  const { endpoint } = { endpoint: undefined, ...recovery };
  const by = recovery ? (endpoint === undefined ? 'callback' : 'endpoint') : undefined;

  const viewsOf = (profile: RawProfile, segments: ReadonlySet<string>, now: number, mayRecover: boolean): OfferView[] =>
    offers.plans.flatMap((plan) => {
      const { id, content, slots, recovers } = plan;
      const state = offers.standingOf(plan, profile, segments, now);
      if (state !== 'due' && state !== 'shown') return [];
      if (!recovers) return [{ id, state, content, slots }];
      // a button that may do nothing is none
      const { action: _, ...rest } = content;
      return [mayRecover ? { id, state, content, slots, recovers: by } : { id, state, content: rest, slots }];
    });

  /** Appends what `edit` makes of the newest state, which nobody else has changed until then; undefined: nothing. */
  const changeAlone = async <T>(
    { append, getKept, clock }: Desk,
    edit: (profile: RawProfile, now: number) => { readonly change: ChangeOf; readonly answer: T } | undefined,
  ): Promise<T | undefined> => {
    const { profile } = await getKept();
    for (let left = TRIES; left > 0; left--) {
      await profile.refresh();
      const after = profile.revision();
      const edited = edit(profile.raw(), clock.now());
      if (!edited) return undefined;
      if ((await append({ changes: [edited.change], after })) === after + 1) return edited.answer;
    }
    throw new Refusal('store', 'other tabs kept writing to the profile; try again');
  };

  const isShown = (plan: OfferPlan, profile: RawProfile, now: number): boolean =>
    offers.standingOf(plan, profile, segmentsAt(profile, now), now) === 'shown';

  const answers: Answers<Asked> = {
    async raise({ offer, seed }, desk) {
      const plan = planOf(offer);
      const isShown = await changeAlone(desk, (profile, now) => {
        if (offers.standingOf(plan, profile, segmentsAt(profile, now), now) !== 'due') return undefined;
        const isHeld = isHeldBack(plan, profile.living.offers?.seed ?? seed);
        return { change: { do: 'show', offer, visit: profile.sessions.count, isHeld, seed }, answer: !isHeld };
      });
      return { ok: true, isShown: !!isShown };
    },

    async answer({ offer, how }, { append, getKept, clock }) {
      const { profile } = await getKept();
      if (isShown(planOf(offer), profile.raw(), clock.now())) await append({ changes: [{ do: 'answer', offer, how }] });
      return { ok: true };
    },

    async recover({ offer, key }, desk) {
      const plan = planOf(offer);
      const { profile } = await desk.getKept();
      await profile.refresh();
      if (!isShown(plan, profile.raw(), desk.clock.now())) return { ok: true };
      const lines = linesOf(profile.raw());
      const body = { offer, lines };
      const isAllowed = plan.recovers && recovery && lines.length > 0 && (await mayImport(desk));
      const accepted = { do: 'answer', offer, how: 'accepted' } as const;
      await desk.append({ changes: isAllowed ? [{ do: 'send', key, body }, accepted] : [accepted] });
      const isEntered = !!profile.raw().living.ledger?.some((entry) => entry.key === key);
      return { ok: true, ...(isEntered && { sending: { key, body, endpoint } }) };
    },

    async resend(_call, desk) {
      const isAllowed = recovery !== null && (await mayImport(desk));
      const sending = await changeAlone<Sending>(desk, ({ living }, now) => {
        const entry = recoveriesOf(living).find((each) => retryInMs(each, now) === 0);
        if (!isAllowed || !entry) return undefined;
        const { key, body } = entry;
        return { change: { do: 'resend', key }, answer: { key, body, endpoint } };
      });
      return { ok: true, ...(sending && { sending }) };
    },

    async settle({ key, state }, { append }) {
      await append({ changes: [{ do: 'settle', key, state }] });
      return { ok: true };
    },

    async offers(_call, { getKept, clock }) {
      const { profile } = await getKept();
      await profile.catchUp();
      const now = clock.now();
      const views = viewsOf(profile.raw(), segmentsAt(profile.raw(), now), now, false);
      return { ok: true, offers: views.filter(({ state }) => state === 'shown') };
    },

    async ledger(_call, { getKept, clock }) {
      const { profile } = await getKept();
      await profile.catchUp();
      const { ledger = [], reports: state } = profile.raw().living;
      const now = clock.now();
      const budget = toBudgetView(reports, state, now);
      return { ok: true, entries: ledger.map((entry) => toLedgerView(entry, now)), ...(budget && { budget }) };
    },
  };

  return {
    answer(call, desk) {
      const { ask } = call as { readonly ask: unknown };
      if (!isAsked(ask)) return undefined;
      if (!isShape(call, FIELDS[ask], true)) throw badRequest(ask, call, 'what contract/living-calls.ts says of it');
      return answers[ask](call as never, desk) as Promise<never>;
    },
    async stateOf(desk, profile, segments) {
      const { clock, append } = desk;
      const ledger = recoveriesOf(profile.living);
      const isSending = ledger.some((entry) => isOpen(entry, clock.now()));
      const mayRecover =
        recovery !== null && (isSending || offers.plans.some(({ recovers }) => recovers)) && (await mayImport(desk));
      if (isSending && !mayRecover) await append({ changes: [{ do: 'withdraw' }] });
      const now = clock.now();
      const inMs = Math.min(...(mayRecover ? ledger.map((entry) => retryInMs(entry, now)) : []));
      return {
        offers: viewsOf(profile, segments, now, mayRecover),
        ...(by && inMs < Infinity && { resend: { inMs, by } }),
        changeAt: offers.changeAt(profile, segments, now),
      };
    },
  };
}

const FIELDS = {
  raise: { offer: text(1, MAX_NAME_LENGTH), seed: isHexId },
  answer: { offer: text(1, MAX_NAME_LENGTH), how: oneOf('accepted', 'dismissed') },
  recover: { offer: text(1, MAX_NAME_LENGTH), key: isHexId },
  resend: {},
  settle: { key: isHexId, state: oneOf('acknowledged', 'refused') },
  offers: {},
  ledger: {},
} as const;

type Asked = keyof typeof FIELDS;
type ChangeOf = NonNullable<Parameters<Desk['append']>[0]['changes']>[number];

function isAsked(ask: unknown): ask is Asked {
  return typeof ask === 'string' && Object.hasOwn(FIELDS, ask);
}

function recoveriesOf({ ledger = [] }: RawProfile['living']): Recovery[] {
  return ledger.filter((entry) => entry.task === 'recovery');
}

/** What lies in the cart. */
function linesOf({ cart }: RawProfile): RecoveryBody['lines'] {
  return Object.entries(cart)
    .filter(([, quantity]) => quantity > 0)
    .slice(0, MAX_EVENT_ITEMS)
    .map(([id, quantity]) => ({ id, quantity }));
}
