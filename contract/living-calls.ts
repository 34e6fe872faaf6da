// What the page may ask of the living profile, by the name in `ask`, and what changes it leaves in the journal. The worker's
// `aisle-living.js` looks at what it is called with, each question in the file that answers it.

import type { LedgerEntry, ReportPlan } from './living.ts';
import type { OfferContent } from './segments.ts';

/** The questions, each with what it carries and what it is answered. */
export interface LivingQuestions {
  /** Which segments the visitor is in and which offers there are, as of now. */
  state: [call: object, reply: LivingReply];
  /**
   * A page has a place for an offer that is due. Of all pages that say so at once it is shown by one; by none where the visitor
   * is held out, which is remembered likewise. `seed`: 16 random bytes as hex; the first that the profile hears of stays.
   */
  raise: [call: { readonly offer: string; readonly seed: string }, reply: { readonly isShown: boolean }];
  /** What the shopper did with an offer that is shown; it ends. */
  answer: [call: { readonly offer: string; readonly how: OfferAnswer }, reply: object];
  /**
   * The shopper's own click on an offer that hands over the cart: the offer is accepted, and where `imports` is granted what is
   * to be sent is in the ledger when this resolves. `key`: 16 random bytes as hex.
   */
  recover: [call: { readonly offer: string; readonly key: string }, reply: { readonly sending?: Sending | undefined }];
  /** Takes up what is to be tried again; one page alone gets it. */
  resend: [call: object, reply: { readonly sending?: Sending | undefined }];
  /** What came of it. Unknown: nobody says anything, and it is tried again later. */
  settle: [call: { readonly key: string; readonly state: 'acknowledged' | 'refused' }, reply: object];
  /** The offers that are shown in this visit. */
  offers: [call: object, reply: { readonly offers: readonly OfferView[] }];
  /** What has left the device, oldest first; `budget`: where the bundle asks for private reports. */
  ledger: [call: object, reply: { readonly entries: readonly LedgerView[]; readonly budget?: BudgetView | undefined }];
  /**
   * Whether a private report is to be sent. The first question of a UTC day draws one and writes its cost down. Each answer is
   * drawn anew, so that of all answers about an id exactly one may ever leave: whoever sends it writes it down first.
   * `health`: how often each of `HEALTH_CELLS` happened on the pages of the visit, in their order.
   */
  report: [
    call: { readonly health?: readonly number[] | undefined },
    reply: { readonly report?: ReportView | undefined; readonly budget?: BudgetView | undefined },
  ];
  /** What came of it, with the very text that was sent: it is in the ledger when this resolves. */
  reported: [call: { readonly id: string; readonly body: string; readonly state: ReportState }, reply: object];
  /** Somebody says who they are: the shop's own id of theirs, 1 to 256 characters. It is not kept. */
  login: [call: { readonly id: string }, reply: { readonly revision: number }];
  /** Nobody in particular uses the device from now on. */
  logout: [call: object, reply: { readonly revision: number }];
  /** Why one is in a segment or cluster, to its owner, by id, in a language of the page's (BCP 47); English where there is no other. */
  sentences: [call: { readonly lang?: string | undefined }, reply: SentencesReply];
}

export interface LivingReply {
  /** In the order of their priority. */
  readonly segments: readonly SegmentView[];
  /** In the order of their priority. */
  readonly offers: readonly OfferView[];
  /** Until something is to be sent once more, and to whom; absent: nothing is. */
  readonly resend?: { readonly inMs: number; readonly by: 'endpoint' | 'callback' } | undefined;
  /** Segments and clusters of the bundle that the visitor has left. */
  readonly left: readonly Pick<SegmentView, 'id' | 'name' | 'kind'>[];
  /** Until something changes by itself; absent: nothing will. */
  readonly nextInMs?: number | undefined;
}

export interface SentencesReply {
  readonly sentences: Readonly<Record<string, string>>;
}

export interface SegmentView {
  readonly id: string;
  readonly name: string;
  /** `rule`: the shop's; `cluster`: found in training. */
  readonly kind: 'rule' | 'cluster';
  /** Milliseconds since 1970. */
  readonly since: number;
}

export type OfferAnswer = 'accepted' | 'dismissed';

export interface OfferView {
  readonly id: string;
  /** `due`: to be raised, if there is a place for it; `shown`: in this visit, by this page or another one. */
  readonly state: 'due' | 'shown';
  readonly content: OfferContent;
  /** The places it may stand in; absent: any. */
  readonly slots?: readonly string[] | undefined;
  /** Its button hands the cart over, which `imports` allows: to an address of the shop's, or to a listener of its page. */
  readonly recovers?: 'endpoint' | 'callback' | undefined;
}

/** A cart on its way to the shop. */
export interface Sending {
  /** Of the ledger: `Idempotency-Key`. */
  readonly key: string;
  readonly body: RecoveryBody;
  /** Absent: to the page's listener. */
  readonly endpoint?: string | undefined;
}

/** All that is said of a cart. */
export type RecoveryBody = Extract<LedgerEntry, { task: 'recovery' }>['body'];

/** One entry of the ledger. */
export type LedgerView = RecoveryView | SentReportView;

interface RecoveryView {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly task: 'recovery';
  /** Only for whoever may read the profile. */
  readonly body?: RecoveryBody;
  /** Of the privacy budget: nothing, since it is the shopper's own message. */
  readonly epsilon: 0;
  /** `failed`: given up after three tries, or a day. */
  readonly state: 'pending' | 'acknowledged' | 'refused' | 'withdrawn' | 'failed';
}

interface SentReportView {
  /** When its answer came, milliseconds since 1970. */
  readonly at: number;
  readonly task: 'report';
  /** Which question of the bundle's it answered, by id. */
  readonly about: string;
  /** The text as it was sent; only for whoever may read the profile. */
  readonly body?: string;
  /** Of the privacy budget; 0: it was drawn without a look at the profile. */
  readonly epsilon: number;
  readonly state: ReportState;
}

/** A private report that is to be sent. */
export interface ReportView {
  /** Random. */
  readonly id: string;
  /** Until it is to be sent, unless the visit ends before. */
  readonly dueInMs: number;
  /** The whole text of the request: of one task always of one length. */
  readonly body: string;
}

/** Of the privacy budget, in epsilon. */
export interface BudgetView {
  readonly left: number;
  /** Of seven days. */
  readonly of: number;
  /** When the next seven days begin, milliseconds since 1970. */
  readonly renewsAt: number;
}

export type ReportState = 'acknowledged' | 'refused' | 'withdrawn';

export type LivingQuestion = keyof LivingQuestions;
export type LivingCall = {
  readonly [Q in LivingQuestion]: { readonly ask: Q } & Readonly<LivingQuestions[Q][0]>;
}[LivingQuestion];

/** What a row of the journal says of the living profile beside its events. */
export type LivingChange =
  /** The visitor leaves a segment, or takes that back. */
  | { readonly do: 'leave'; readonly segment: string; readonly isOut: boolean }
  /** One of the shop's other systems has said something, as a mapping of the bundle's let it through. */
  | { readonly do: 'import'; readonly source: string; readonly facts: readonly Fact[] }
  /** An offer is shown for the first time in a visit, or held back. The first `seed` stays. */
  | {
      readonly do: 'show';
      readonly offer: string;
      readonly visit: number;
      readonly isHeld: boolean;
      readonly seed?: string | undefined;
    }
  | { readonly do: 'answer'; readonly offer: string; readonly how: OfferAnswer }
  /** Something is to be sent: from here on it may have left the device. */
  | { readonly do: 'send'; readonly key: string; readonly body: RecoveryBody }
  /** And once more. */
  | { readonly do: 'resend'; readonly key: string }
  | { readonly do: 'settle'; readonly key: string; readonly state: 'acknowledged' | 'refused' }
  /** What has not been acknowledged must not be sent any more. */
  | { readonly do: 'withdraw' }
  /** A private report is planned: the budget has paid for it before anything can be sent. `refused`: tasks that ask for too much, by id. */
  | { readonly do: 'plan'; readonly plan: ReportPlan; readonly refused: readonly string[] }
  /** What came of it. */
  | ({ readonly do: 'reported' } & Pick<
      Extract<LedgerEntry, { task: 'report' }>,
      'key' | 'about' | 'body' | 'debit' | 'state'
    >)
  /** It must not be sent any more; what was paid stays paid. */
  | { readonly do: 'unplan' }
  /** Its owner takes one event back. */
  | { readonly do: 'takeBack'; readonly event: string }
  /** Nothing may be learned from an item, or it may again. */
  | { readonly do: 'ignoreItem'; readonly item: string; readonly isOut: boolean }
  /** The same of a value; `attribute` is `word` for a word of the vocabulary. */
  | { readonly do: 'ignoreValue'; readonly attribute: string; readonly value: string; readonly isOut: boolean }
  /** Its owner says how much a value is liked; 0: forget it. */
  | { readonly do: 'interest'; readonly attribute: string; readonly value: string; readonly weight: number };

/** What stood at a path of what was given; null: it was taken back. */
export type Fact = readonly [path: string, value: string | number | readonly string[] | null];
