// What the page may ask of the living profile, by the name in `ask`, and what changes it leaves in the journal. The worker's
// `aisle-living.js` looks at what it is called with, each question in the file that answers it.

/** The questions, each with what it carries and what it is answered. */
export interface LivingQuestions {
  /** Which segments the visitor is in and which offers there are, as of now. */
  state: [call: object, reply: LivingReply];
  /** Somebody says who they are: the shop's own id of theirs, 1 to 256 characters. It is not kept. */
  login: [call: { readonly id: string }, reply: { readonly revision: number }];
  /** Nobody in particular uses the device from now on. */
  logout: [call: object, reply: { readonly revision: number }];
}

export interface LivingReply {
  /** In the order of their priority. */
  readonly segments: readonly SegmentView[];
  readonly offers: readonly OfferView[];
  /** Until something changes by itself; absent: nothing will. */
  readonly nextInMs?: number | undefined;
}

export interface SegmentView {
  readonly id: string;
  readonly name: string;
  /** `rule`: the shop's; `cluster`: found in training. */
  readonly kind: 'rule' | 'cluster';
  /** Milliseconds since 1970. */
  readonly since: number;
}

export interface OfferView {
  readonly id: string;
}

export type LivingQuestion = keyof LivingQuestions;
export type LivingCall = {
  readonly [Q in LivingQuestion]: { readonly ask: Q } & Readonly<LivingQuestions[Q][0]>;
}[LivingQuestion];

/** What a row of the journal says of the living profile beside its events. */
export type LivingChange =
  /** The visitor leaves a segment, or takes that back. */
  | { readonly do: 'leave'; readonly segment: string; readonly isOut: boolean }
  /** One of the shop's other systems has said something, as a mapping of the bundle's let it through. */
  | { readonly do: 'import'; readonly source: string; readonly facts: readonly Fact[] };

/** What stood at a path of what was given; null: it was taken back. */
export type Fact = readonly [path: string, value: string | number | readonly string[] | null];
