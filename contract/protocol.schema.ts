import { z } from 'zod';

import { eventSchema } from './events.schema.ts';
import { noted } from './field-note.ts';
import { consentRecordSchema } from './grants.schema.ts';
import { slugSchema } from './segments.schema.ts';
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

const itemId = z.string().min(1).max(MAX_ID_LENGTH);
const also = z.array(itemId).max(MAX_ALSO_IDS);
const url = z.string().min(1).max(2_048);

/** In front of every call: the protocol's version, and how long the page will wait. */
const call = {
  v: z.int().min(1),
  deadlineMs: z.number().min(0).max(60_000),
};

/** The TC or GPP string behind the consent; it is hashed and forgotten. */
const evidence = z.string().max(MAX_EVIDENCE_LENGTH).optional();

export const helloSchema = z.strictObject({
  ...call,
  /** The site key; one profile per key and origin. */
  site: z.string().min(1).max(MAX_NAME_LENGTH),
  bundleUrl: url,
  /** Pinned Ed25519 public keys, base64; a bundle signed by none of them is refused. */
  keys: z.array(z.string().max(128)).max(8),
  /** Where the lazily loaded files of this build lie. */
  baseUrl: url,
  consent: consentRecordSchema,
  evidence,
  /** Coarse region as the shop names it, when it does. */
  region: z.string().min(1).max(MAX_NAME_LENGTH).optional(),
});

export const consentCallSchema = z.strictObject({ ...call, consent: consentRecordSchema, evidence });

export const recordSchema = z.strictObject({ ...call, events: z.array(eventSchema).min(1).max(MAX_BATCH_EVENTS) });

export const slotRequestSchema = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('rank'),
    slot: z.string().min(1).max(MAX_SLOT_LENGTH),
    /** The server's order. An id the bundle does not know keeps its place. */
    items: z.array(itemId).max(MAX_SLOT_ITEMS),
    /** Other ids of each of `items`, by its index, best first; the decision speaks of items by what stands in `items`. */
    also: z.array(also).max(MAX_SLOT_ITEMS).optional(),
    /** Zero-based places that are fixed, by index into `items`. */
    pinned: z.array(z.int().min(0).max(MAX_SLOT_ITEMS)).max(MAX_SLOT_ITEMS).optional(),
    /** What the page says of each item: 0 nothing, 1 in stock, 2 sold out. It counts more than what the bundle says. */
    stock: z.array(z.int().min(0).max(2)).max(MAX_SLOT_ITEMS).optional(),
  }),
  z.strictObject({
    mode: z.literal('fill'),
    slot: z.string().min(1).max(MAX_SLOT_LENGTH),
    limit: z.int().min(1).max(MAX_FILL_ITEMS),
    /** The product on the page: the slot then shows what goes with it. */
    item: itemId.optional(),
    /** Other ids of `item`. */
    also: also.optional(),
    exclude: z.array(itemId).max(MAX_SLOT_ITEMS).optional(),
  }),
]);

export const decideSchema = z.strictObject({
  ...call,
  /** All slots of a page in one call. */
  slots: z.array(slotRequestSchema).min(1).max(MAX_SLOTS_PER_CALL),
  /** Whether anybody wants to know why: without it every `reasons` is empty, and the room that explains is not loaded. */
  reasons: z.boolean().optional(),
  /**
   * The products this page is about, each by its ids, best first: all that counts where only `contextual` is granted, and ignored
   * otherwise.
   */
  context: z
    .array(
      z
        .array(itemId)
        .min(1)
        .max(1 + MAX_ALSO_IDS),
    )
    .max(MAX_CONTEXT_ITEMS)
    .optional(),
});

export const explainSchema = z.strictObject({
  ...call,
  item: itemId,
  /** Where it stands: what was decided for that slot then belongs to the answer. */
  slot: z.string().min(1).max(MAX_SLOT_LENGTH).optional(),
});
export const describeSchema = z.strictObject({ ...call, items: z.array(itemId).min(1).max(MAX_FILL_ITEMS) });
export const notInterestedSchema = z.strictObject({ ...call, item: itemId });

const name = z.string().min(1).max(MAX_NAME_LENGTH);

/** One correction of the profile by its owner. */
export const profilePatchSchema = z.union([
  /** Sets how much the shopper likes a value, in the unit of `profile.interests`, as of now; 0 forgets it. */
  z.strictObject({
    interest: z.strictObject({ attribute: name, value: name, weight: z.number().min(-1e6).max(1e6) }),
  }),
  /** Takes one event back, as far as the profile still has it. */
  z.strictObject({ event: z.string().regex(/^[0-9a-f]{32}$/) }),
  /** "Stop using this": an item or an attribute's value has no effect any more, now and later, until `ignore` is false. */
  z.strictObject({ item: itemId, ignore: z.boolean() }),
  z.strictObject({ attribute: name, value: name, ignore: z.boolean() }),
  /** "Not interested", and back. */
  z.strictObject({ item: itemId, notInterested: z.boolean() }),
  /** Corrects an imported attribute, or forgets it (null). */
  z.strictObject({ imported: z.strictObject({ source: name, name, value: name.nullable() }) }),
  /** Leaves a segment or a cluster for good, or takes that back. */
  z.strictObject({ segment: slugSchema, leave: z.boolean() }),
  /** Forgets all that a source has said. */
  z.strictObject({ source: name, forget: z.literal(true) }),
]);

export const correctSchema = z.strictObject({ ...call, patches: z.array(profilePatchSchema).min(1).max(MAX_PATCHES) });

/** "Do not learn from this visit": until the shop has not been used for 30 minutes, or `isOn` is false. */
export const pauseSchema = z.strictObject({ ...call, isOn: z.boolean() });

/** What the shop knows of this shopper from elsewhere; needs the purpose `imports`. */
export const importAttributesSchema = z.union([
  z.strictObject({
    ...call,
    source: name,
    /** Those of the bundle's own attributes are liked like something bought. */
    attributes: z
      .array(z.strictObject({ name, value: name }))
      .min(1)
      .max(MAX_IMPORTED),
  }),
  /** As the source says it: read by the bundle's mapping for it, or else as attributes by name. */
  z.strictObject({
    ...call,
    source: name,
    data: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  }),
]);

/** A document of `exportProfile`, of this version or an older one; it takes the place of the profile. */
export const importProfileSchema = z.strictObject({ ...call, document: z.record(z.string(), z.unknown()) });

export const plainCallSchema = z.strictObject(call);

const toTabs = <T extends z.ZodType>(schema: T, purpose: string): T =>
  noted(schema, purpose, 'not kept', 'the other open tabs of the same site');

export const noticeSchema = z.discriminatedUnion('type', [
  /** The profile on disk has moved on; read it again before the next decision. */
  z.strictObject({
    type: toTabs(z.literal('revision'), 'which notice'),
    revision: toTabs(z.int().min(0), 'how many batches the profile holds: another tab looks whether it has them all'),
  }),
  /** The profile is gone; restore the server's order and start nothing. */
  z.strictObject({ type: toTabs(z.literal('erased'), 'which notice') }),
]);
