import type { z } from 'zod';

import { isAisleEvent, isHexId, type AisleEvent } from './events.ts';
import { isConsentRecord, type ConsentRecord } from './grants.ts';
import { integer, isRecordOf, isShape, list, match, maybe, number, oneOf, shape, text, type Check } from './guards.ts';
import type { ItemId, SlotId } from './ids.ts';
import {
  MAX_ALSO_IDS,
  MAX_BATCH_EVENTS,
  MAX_CONTEXT_ITEMS,
  MAX_EVIDENCE_LENGTH,
  MAX_FILL_ITEMS,
  MAX_ID_LENGTH,
  MAX_IMPORTED,
  MAX_NAME_LENGTH,
  MAX_PATCHES,
  MAX_SLOTS_PER_CALL,
  MAX_SLOT_ITEMS,
  MAX_SLOT_LENGTH,
} from './limits.ts';
import type {
  consentCallSchema,
  correctSchema,
  decideSchema,
  describeSchema,
  explainSchema,
  helloSchema,
  importAttributesSchema,
  importProfileSchema,
  noticeSchema,
  notInterestedSchema,
  pauseSchema,
  plainCallSchema,
  profilePatchSchema,
  recordSchema,
  slotRequestSchema,
} from './protocol.schema.ts';
import type { LivingCall, LivingQuestions } from './living-calls.ts';
import type { ProfileExport, RawProfile } from './profile.ts';
import { SLUG } from './segments.ts';
import type { Site } from './site.ts';

export type { ProfileExport } from './profile.ts';

export const PROTOCOL_VERSION = 3;

export type HelloCall = z.infer<typeof helloSchema>;
export type ConsentCall = z.infer<typeof consentCallSchema>;
export type RecordCall = z.infer<typeof recordSchema>;
export type DecideCall = z.infer<typeof decideSchema>;
export type SlotRequest = z.infer<typeof slotRequestSchema>;
export type ExplainCall = z.infer<typeof explainSchema>;
export type DescribeCall = z.infer<typeof describeSchema>;
export type NotInterestedCall = z.infer<typeof notInterestedSchema>;
export type ProfilePatch = z.infer<typeof profilePatchSchema>;
export type CorrectCall = z.infer<typeof correctSchema>;
export type PauseCall = z.infer<typeof pauseSchema>;
export type ImportAttributesCall = z.infer<typeof importAttributesSchema>;
export type ImportProfileCall = z.infer<typeof importProfileSchema>;
export type PlainCall = z.infer<typeof plainCallSchema>;
export type Notice = z.infer<typeof noticeSchema>;

/** Expected outcomes; none of them is an exception and none reaches the shop's page as one. */
export type Failure = Readonly<{ ok: false; reason: FailureReason; detail?: string }>;
export type FailureReason =
  /** Page and worker are of different builds. */
  | 'protocol'
  | 'bad-request'
  /** The purpose the call needs is not granted. */
  | 'no-consent'
  | 'deadline'
  /** The bundle is missing, malformed, unsigned or unreachable. */
  | 'no-bundle'
  /** Nothing could be written; what was in the call is not kept. */
  | 'store'
  /** The shop has turned Aisle off: `site.enabled` is false. */
  | 'off'
  /** The engine was ended: consent withdrawn, profile erased, worker lost. */
  | 'stopped'
  /** `aisle-annex.js`, which is loaded on demand, could not be had; the next call tries again. */
  | 'not-loaded'
  /** `data-expose` does not let this caller read it. */
  | 'not-exposed'
  /** Events came faster than any shopper acts; `detail` says how many were dropped. Told to `on('error')`, never answered. */
  | 'flood';

export type Reply<T extends object> = Readonly<{ ok: true } & T> | Failure;

/** Which part of a score, and what on the device made it so. */
export interface ScoreTerm {
  /** `shop`: a boost or a burial by the shop's rules; `new`: newness; `learned`: what a model makes of all others. */
  readonly term: 'collaborative' | 'content' | 'popularity' | 'repeat' | 'taste' | 'learned' | 'shop' | 'new';
  /** Contribution to the score, same unit for all terms of an item. */
  readonly value: number;
  /** The shopper's own signal behind it: an item looked at, an attribute value liked, or a segment that a rule of the shop's names. */
  readonly because?:
    | { readonly item: ItemId }
    | { readonly attribute: string; readonly value: string }
    | { readonly segment: string };
  /** What was done with that item, the weightiest that still counts. */
  readonly did?: 'bought' | 'cart' | 'looked';
  /** How many different items with that value were looked at within the last `days`. */
  readonly seen?: { readonly items: number; readonly days: number } | undefined;
}

/** Why an item stands where its score alone would not have put it; see docs/merchandising.md. */
export type Mark = 'pinned' | 'explored' | 'variant' | 'bought' | 'buried' | 'out' | 'filtered' | 'unwanted';

export interface Reason {
  readonly item: ItemId;
  readonly score: number;
  /** They add up to the score. */
  readonly terms: readonly ScoreTerm[];
  readonly mark?: Mark | undefined;
  /** The segment for whose visitors alone the shop's rule behind `mark` holds. */
  readonly because?: { readonly segment: string } | undefined;
}

export interface Decision {
  readonly slot: SlotId;
  readonly items: readonly ItemId[];
  /** Those that got their places by chance, so that what comes of it can be corrected for; absent where there are none. */
  readonly explored?: readonly ItemId[];
  readonly arm: 'personalised' | 'holdout';
  /**
   * How the order came about: `server` = unchanged; `similar`: to the product shown or, where only `contextual` is granted, to
   * what the page is about; `popular` and `regional` only in fill slots; `shop`: by the shop's rules alone, of a visitor of whom
   * nothing is known.
   */
  readonly source: 'personalised' | 'similar' | 'popular' | 'regional' | 'shop' | 'server';
  /** For the items of `items`, in that order; empty when the order is the server's, or the call did not ask for `reasons`. */
  readonly reasons: readonly Reason[];
  readonly tookMs: number;
}

/** What a fill slot needs to render one item. */
export interface DisplayEntry {
  readonly id: ItemId;
  readonly title: string;
  readonly url: string;
  readonly image: string;
  /** Absent when older than `site.maxPriceAgeHours`. */
  readonly price?: number;
}

export interface HelloReply {
  readonly v: number;
  readonly site: Site;
  readonly bundle: { readonly version: number; readonly items: number; readonly hash: string };
  readonly revision: number;
  readonly storage: 'disk' | 'memory';
  /** "Do not learn from this visit" is on. */
  readonly isPaused: boolean;
}

export interface ProfileReply {
  readonly profile: RawProfile;
  readonly consent: ConsentRecord;
  /** Half-life of interests. */
  readonly halfLifeDays: number;
  /** How long what is dated is kept. */
  readonly retentionDays: number;
  readonly isPaused: boolean;
}

/** A call with what stands in front of every call. */
export type Enveloped<C> = C & { readonly v: number; readonly deadlineMs: number };

/** What the worker exposes over comlink. Every request starts with `v` and `deadlineMs`; no call ever rejects. */
export interface EngineApi {
  /** Opens the store and the bundle. Nothing is opened, stored or fetched before it, and it needs a grant. */
  hello(call: HelloCall): Promise<Reply<HelloReply>>;
  /** A changed choice while `personalisation` stays granted; a withdrawal is `erase`. */
  consent(call: ConsentCall): Promise<Reply<object>>;
  /** Resolves once the events are in the journal on disk: nothing acknowledged is lost. */
  record(call: RecordCall): Promise<Reply<{ revision: number; rejected: number }>>;
  /**
   * One decision for each slot, in the call's order. Rank slots need nothing beyond the engine. Fill slots, reasons and the
   * calls marked "annex" need `aisle-annex.js`: where it does not come in time a fill slot has no items (source `server`)
   * and reasons are empty, and those calls answer `not-loaded`.
   */
  decide(call: DecideCall): Promise<Reply<{ revision: number; decisions: Decision[]; display: DisplayEntry[] }>>;
  /** Annex. */
  explain(call: ExplainCall): Promise<Reply<{ reason: Reason | null }>>;
  /** Annex. Words of the bundle's vocabulary, for the page to reduce a search to before it is recorded. */
  vocabulary(call: PlainCall): Promise<Reply<{ words: string[] }>>;
  /** Annex. */
  notInterested(call: NotInterestedCall): Promise<Reply<{ revision: number }>>;
  /** Annex. What can be shown of up to 200 items: titles of what was looked at, of what a reason names. */
  describe(call: DescribeCall): Promise<Reply<{ display: DisplayEntry[] }>>;
  /** Annex. All patches of a call, or none. */
  correct(call: CorrectCall): Promise<Reply<{ revision: number }>>;
  /** Annex. While it is on `record` keeps nothing; other tabs hear of it by the revision. */
  pause(call: PauseCall): Promise<Reply<{ isPaused: boolean }>>;
  /** Annex. Needs `imports`, else `no-consent`. `dropped`: what was given and not kept, and why. */
  importAttributes(call: ImportAttributesCall): Promise<Reply<{ revision: number; dropped: readonly string[] }>>;
  /** Annex. `bad-request`, with what is wrong with it, for what is no export. */
  importProfile(call: ImportProfileCall): Promise<Reply<{ revision: number }>>;
  /** Annex. */
  readProfile(call: PlainCall): Promise<Reply<ProfileReply>>;
  /** Annex. */
  exportProfile(call: PlainCall): Promise<Reply<{ export: ProfileExport }>>;
  /**
   * What `aisle-living.js` answers: segments, offers, other sources; see `living-calls.ts`. `not-loaded` also where the bundle has
   * none of it.
   */
  living<C extends LivingCall>(call: Enveloped<C>): Promise<Reply<LivingQuestions[C['ask']][1]>>;
  /** Destroys the key, then the database; afterwards the engine answers `stopped`. */
  erase(call: PlainCall): Promise<Reply<object>>;
}

/** Name of the one BroadcastChannel between the tabs of a site. Its messages are `Notice`: revisions, never data. */
export function noticeChannelName(site: string): string {
  return `aisle:${site}`;
}

const isId = /* @__PURE__ */ text(1, MAX_ID_LENGTH);
const isEvidence = /* @__PURE__ */ maybe(/* @__PURE__ */ text(0, MAX_EVIDENCE_LENGTH));

export function isHelloCall(value: unknown): value is HelloCall {
  const url = text(1, 2_048);
  const name = text(1, MAX_NAME_LENGTH);
  return isCall(value, {
    site: name,
    bundleUrl: url,
    keys: list(text(0, 128), 0, 8),
    baseUrl: url,
    consent: isConsentRecord,
    evidence: isEvidence,
    region: maybe(name),
  });
}

export function isConsentCall(value: unknown): value is ConsentCall {
  return isCall(value, { consent: isConsentRecord, evidence: isEvidence });
}

/** Checks the envelope only: the worker counts single bad events and keeps the rest. */
export function isRecordCall(value: unknown): value is Omit<RecordCall, 'events'> & { events: unknown[] } {
  return isCall(value, { events: list(() => true, 1, MAX_BATCH_EVENTS) });
}

export function isDecideCall(value: unknown): value is DecideCall {
  return isCall(value, {
    slots: list(isSlotRequest, 1, MAX_SLOTS_PER_CALL),
    reasons: maybe(isFlag),
    context: maybe(list(list(isId, 1, 1 + MAX_ALSO_IDS), 0, MAX_CONTEXT_ITEMS)),
  });
}

export function isSlotRequest(value: unknown): value is SlotRequest {
  const slot = text(1, MAX_SLOT_LENGTH);
  const items = list(isId, 0, MAX_SLOT_ITEMS);
  const pinned = maybe(list(integer(0, MAX_SLOT_ITEMS), 0, MAX_SLOT_ITEMS));
  const also = list(isId, 0, MAX_ALSO_IDS);
  return (
    isShape(value, {
      mode: oneOf('rank'),
      slot,
      items,
      also: maybe(list(also, 0, MAX_SLOT_ITEMS)),
      pinned,
      stock: maybe(list(integer(0, 2), 0, MAX_SLOT_ITEMS)),
    }) ||
    isShape(value, {
      mode: oneOf('fill'),
      slot,
      limit: integer(1, MAX_FILL_ITEMS),
      item: maybe(isId),
      also: maybe(also),
      exclude: maybe(items),
    })
  );
}

export function isItemCall(value: unknown): value is NotInterestedCall {
  return isCall(value, { item: isId });
}

export function isExplainCall(value: unknown): value is ExplainCall {
  return isCall(value, { item: isId, slot: maybe(text(1, MAX_SLOT_LENGTH)) });
}

export function isDescribeCall(value: unknown): value is DescribeCall {
  return isCall(value, { items: list(isId, 1, MAX_FILL_ITEMS) });
}

export function isProfilePatch(value: unknown): value is ProfilePatch {
  const name = text(1, MAX_NAME_LENGTH);
  const shapes: Readonly<Record<string, Check>>[] = [
    { interest: shape({ attribute: name, value: name, weight: number(-1e6, 1e6) }) },
    { event: isHexId },
    { item: isId, ignore: isFlag },
    { attribute: name, value: name, ignore: isFlag },
    { item: isId, notInterested: isFlag },
    { imported: shape({ source: name, name, value: (given) => given === null || name(given) }) },
    { segment: match(SLUG), leave: isFlag },
    { source: name, forget: oneOf(true) },
  ];
  return shapes.some((fields) => isShape(value, fields));
}

export function isCorrectCall(value: unknown): value is CorrectCall {
  return isCall(value, { patches: list(isProfilePatch, 1, MAX_PATCHES) });
}

export function isPauseCall(value: unknown): value is PauseCall {
  return isCall(value, { isOn: isFlag });
}

export function isImportAttributesCall(value: unknown): value is ImportAttributesCall {
  const name = text(1, MAX_NAME_LENGTH);
  const isAny = (): boolean => true;
  return (
    isCall(value, { source: name, attributes: list(shape({ name, value: name }), 1, MAX_IMPORTED) }) ||
    isCall(value, { source: name, data: (given) => isRecordOf(given, isAny) || list(isAny, 0, Infinity)(given) })
  );
}

export function isImportProfileCall(value: unknown): value is ImportProfileCall {
  return isCall(value, { document: (given) => isRecordOf(given, () => true) });
}

export function isPlainCall(value: unknown): value is PlainCall {
  return isCall(value, {});
}

export function isNotice(value: unknown): value is Notice {
  return isShape(value, { type: oneOf('erased') }) || isShape(value, { type: oneOf('revision'), revision: integer(0) });
}

/** Whether the events of a batch are all canonical: `recordSchema` accepts exactly the calls this and `isRecordCall` do. */
export function areAisleEvents(events: readonly unknown[]): events is AisleEvent[] {
  return Array.from(events).every(isAisleEvent);
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isCall(value: unknown, fields: Readonly<Record<string, Check>>): boolean {
  return isShape(value, { v: integer(1), deadlineMs: number(0, 60_000), ...fields });
}
