import { z } from 'zod';

import { MAX_ID_LENGTH, MAX_NAME_LENGTH } from './limits.ts';
import { reportsSpecSchema } from './reports.schema.ts';
import { MAX_CONDITION_PARTS, MAX_RULE_ITEMS, MAX_RULE_VALUES, RULE_EVENTS, SLUG } from './segments.ts';

const name = z.string().min(1).max(MAX_NAME_LENGTH);

/** What a shop calls a segment, an offer, a trait: `luxury-shoppers`. */
export const slugSchema = z
  .string()
  .regex(SLUG, 'expected lower-case letters, digits and hyphens, such as luxury-shoppers');

/** `90s`, `15m`, `24h`, `7d`: at least a second; what may not be longer than 30 days is checked where it stands. */
const durationSchema = z.string().regex(/^[1-9]\d{0,6}[smhd]$/, 'expected a duration such as 90s, 15m, 24h or 7d');

/** A day in UTC (`2026-11-27`), from its beginning on or to its end, or an instant (`2026-11-27T18:00:00Z`). */
const momentSchema = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z)?$/,
    'expected a day such as 2026-11-27, or an instant such as 2026-11-27T18:00:00Z',
  );

/** What a number or a text must be. One of them at least; several hold together. */
const comparisonSchema = {
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  above: z.number().optional(),
  below: z.number().optional(),
  /** Of a text, and of a number: exactly it, or one of several. */
  is: z
    .union([
      name,
      z.number(),
      z
        .array(z.union([name, z.number()]))
        .min(1)
        .max(MAX_RULE_VALUES),
    ])
    .optional(),
};

/**
 * Which events a condition is about: those of which everything that it says is true. What it says of items (`items`, `where`,
 * `price`) has to be true of one and the same item of the event.
 */
export const matchSchema = z.strictObject({
  /** Canonical types, and `cart_abandoned`, `session_start`, `return_visit`, which are derived on the device. */
  type: z.union([z.enum(RULE_EVENTS), z.array(z.enum(RULE_EVENTS)).min(1).max(RULE_EVENTS.length)]),
  /** The shop's own name of a `custom` event, or of a promotion. */
  name: name.optional(),
  /** Words of the bundle's vocabulary, one of which was searched for. */
  word: z.union([name, z.array(name).min(1).max(MAX_RULE_VALUES)]).optional(),
  items: z.array(z.string().min(1).max(MAX_ID_LENGTH)).min(1).max(MAX_RULE_ITEMS).optional(),
  /** Attribute -> the value, or one of the values, as the bundle writes them. */
  where: z.record(name, z.union([name, z.array(name).min(1).max(MAX_RULE_VALUES)])).optional(),
  /** Of one piece: the event's own, or else the catalogue's; what has none meets no limit. */
  price: z.strictObject({ from: z.number().min(0).optional(), below: z.number().min(0).optional() }).optional(),
});

const within = durationSchema.optional();

/** How often: events that match. Default `atLeast` 1, `within` 30 days, which is as long as an event is remembered. */
export const countSchema = z.strictObject({ count: matchSchema, within, ...comparisonSchema });

/** Added up over the items that match: pieces, pieces x price, or ms of dwell. An item without a price adds nothing to `value`. */
export const sumSchema = z.strictObject({
  sum: z.enum(['quantity', 'value', 'ms']),
  of: matchSchema,
  within,
  ...comparisonSchema,
});

/** How many different: items, values of an attribute of the items that match, sessions, or days (UTC). */
export const distinctSchema = z.strictObject({ distinct: name, of: matchSchema, within, ...comparisonSchema });

/** The largest or the smallest: of prices, pieces of a line, ms of dwell, stars. No such event: the condition is false. */
export const extremeSchema = z.strictObject({
  extreme: z.enum(['max', 'min']),
  by: z.enum(['price', 'quantity', 'ms', 'rating']),
  of: matchSchema,
  within,
  ...comparisonSchema,
});

/**
 * Events that match, one after another (others may come between), the last within `span` of the first, and the last of them no
 * longer ago than `within`. With `same` all are about one item, or items with a common value of the attribute named.
 */
export const sequenceSchema = z.strictObject({
  sequence: z.array(matchSchema).min(2).max(5),
  span: durationSchema.optional(),
  within,
  same: name.optional(),
});

/** Since the newest event that matches `since` a time of `for` has gone by without one that matches `absent`. */
export const absenceSchema = z.strictObject({ absent: matchSchema, since: matchSchema, for: durationSchema });

/** Something of the profile, as it stands after the newest event; see `FIELDS` in docs/segments.md. */
export const fieldSchema = z.strictObject({ field: z.string().min(1).max(200), ...comparisonSchema });

/** Whether the visitor is in another segment: one of the shop's or a cluster. No circles. */
export const segmentConditionSchema = z.strictObject({ segment: slugSchema });

const leafSchema = z.union([
  countSchema,
  sumSchema,
  distinctSchema,
  extremeSchema,
  sequenceSchema,
  absenceSchema,
  fieldSchema,
  segmentConditionSchema,
]);

type Leaf = z.infer<typeof leafSchema>;
/** What has to be true of a visitor. */
export type Condition = Leaf | { all: Condition[] } | { any: Condition[] } | { not: Condition };

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).min(1).max(MAX_CONDITION_PARTS) }),
    z.strictObject({ any: z.array(conditionSchema).min(1).max(MAX_CONDITION_PARTS) }),
    z.strictObject({ not: conditionSchema }),
    leafSchema,
  ]),
);

/**
 * A segment by rule. At time t a visitor is in it when `when` is true and `until` is not; who is in it and for whom `when` is not
 * true any more stays until `until` is true, or `stay` has gone by since `when` was last true, whichever comes first; where
 * neither is said, until `when` is not true.
 */
export const segmentSchema = z.strictObject({
  id: slugSchema,
  /** As shopper and merchandiser read it: `Luxury shoppers`. */
  name,
  when: conditionSchema,
  until: conditionSchema.optional(),
  stay: durationSchema.optional(),
  /** Default always. */
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  /** Of the segments of a `group` a visitor is in the one with the highest priority alone; then the first. Default 0. */
  priority: z.int().min(-1_000).max(1_000).optional(),
  group: slugSchema.optional(),
  /** A visitor comes into it no more often than that. */
  cap: z.strictObject({ times: z.int().min(1).max(1_000), within: durationSchema }).optional(),
});

/** What an offer says: plain texts and addresses of the shop's, set as text and attributes, never parsed as HTML. */
export const offerContentSchema = z.strictObject({
  title: z.string().min(1).max(120),
  text: z.string().max(500).optional(),
  /** Of the button. */
  action: z.string().min(1).max(60).optional(),
  /** Where the button leads: `https:`, or a path of the shop's. */
  url: z
    .string()
    .max(2_048)
    .regex(
      /^(?:https:\/\/|\/(?!\/))/,
      'expected an address that begins with https://, or a path of the shop such as /sale',
    )
    .optional(),
  image: z
    .string()
    .max(2_048)
    .regex(
      /^(?:https:\/\/|\/(?!\/))/,
      'expected an address that begins with https://, or a path of the shop such as /sale',
    )
    .optional(),
  /** Coupon. */
  code: z.string().min(1).max(60).optional(),
});

export const offerSchema = z.strictObject({
  id: slugSchema,
  /** Raised for who is in one of them. */
  segments: z.array(slugSchema).min(1).max(50),
  content: offerContentSchema,
  /** `data-aisle-offer` names it may stand in. Default: all. */
  slots: z.array(name).min(1).max(50).optional(),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  /** Stands so long at most from when it was first shown. Default: as long as the visitor is in the segment. */
  expires: durationSchema.optional(),
  /** Shown in no more visits than that. Default once in 7 days. */
  cap: z.strictObject({ times: z.int().min(1).max(1_000), within: durationSchema }).optional(),
  /** After it was dismissed, accepted, or has expired, it is not raised again for so long. Default 24 h. */
  coolDown: durationSchema.optional(),
  /** Share of visitors, drawn on the device once, who never get it. Default 0. */
  holdout: z.number().min(0).max(0.9).optional(),
  /** A purchase so long after it was shown, or would have been, is put down to it. Default 7 d. */
  attribution: durationSchema.optional(),
  /** Of several the highest is shown first; then the first. Default 0. */
  priority: z.int().min(-1_000).max(1_000).optional(),
  /** Hands the cart over for recovery when the shopper presses the button: needs `recovery`. */
  recovers: z.boolean().optional(),
});

/** Where a cart goes whose owner has asked for it to be kept: an address of the shop's own, or the page's `on('recovery')`. */
export const recoverySchema = z.union([
  z.strictObject({
    endpoint: z
      .string()
      .max(2_048)
      .regex(
        /^(?:https:\/\/|http:\/\/localhost[:/]|http:\/\/127\.0\.0\.1[:/]|\/(?!\/))/,
        'expected an address that begins with https://, or a path of the shop such as /recovery',
      ),
  }),
  z.strictObject({ callback: z.literal(true) }),
]);

/** What of one field of a source is taken in, and as what; everything else of the source is dropped. */
export const importFieldSchema = z.strictObject({
  /** A trait that rules can ask for: `trait.tier`. */
  trait: slugSchema.optional(),
  /** Or an attribute of the catalogue: counts like something bought. */
  attribute: name.optional(),
  /** The given value -> what is kept of it; a list keeps what it names. What is not there is dropped. */
  values: z.union([z.record(name, name), z.array(name).min(1).max(MAX_RULE_VALUES)]).optional(),
  /** For a number: kept within these limits, what is outside is dropped. */
  number: z.strictObject({ from: z.number(), to: z.number() }).optional(),
  /** Kept for so long. Default and at most 30 days for attributes, 365 days for traits. */
  ttl: durationSchema.optional(),
  /** Which counts where several sources, or one several times, say something: default `newest`. */
  keep: z.enum(['newest', 'oldest', 'highest', 'lowest']).optional(),
});

/** How the data of one source (`crm`, `segment`, `treasure-data`, `web-analytics`, ...) is read. */
export const importSourceSchema = z.strictObject({
  source: slugSchema,
  /** Path in what is given, with dots (`traits.loyalty.tier`) -> what becomes of it. */
  fields: z.record(z.string().min(1).max(200), importFieldSchema),
  /** Of sources that speak of the same trait the highest counts, whatever `keep` says. Default 0. */
  priority: z.int().min(-1_000).max(1_000).optional(),
});

/** How an event of a type moves the behavioural vectors. */
export const signalSchema = z.object({
  /** Negative: takes away. */
  weight: z.number().min(-10).max(10),
  halfLifeDays: z.number().min(0.01).max(10_000),
});

/** What `aisle train` found of visitors who do much the same: see docs/clusters.md and worker/segments/clusters.ts. */
export const clusteringSchema = z.object({
  method: z.enum(['kmeans', 'hdbscan']),
  /** What a vector is made of, in this order: see worker/segments/cluster-features.ts. */
  features: z.array(z.string().min(1).max(200)).min(1).max(256),
  /** What goes together in the catalogue, by what the same visitors like: `theme:NAME` is a feature. */
  themes: z
    .array(
      z.object({
        name: z.string().min(1).max(150),
        values: z
          .array(z.tuple([name, name]))
          .min(1)
          .max(64),
      }),
    )
    .max(64),
  /** Attributes whose values ascend: `level:ATTRIBUTE` is a feature. */
  levels: z.array(z.object({ attribute: name, values: z.array(name).min(1).max(256) })).max(16),
  mean: z.array(z.number()).max(256),
  deviation: z.array(z.number().min(1e-9)).max(256),
  clusters: z
    .array(
      z.object({
        id: slugSchema,
        name,
        /** features, standardised. */
        centre: z.array(z.number()).max(256),
        /** Further away than that (Euclidean) nobody is in it; null: the nearest counts however far. */
        radius: z.number().min(0).nullable(),
        /** Of the training log's visitors. */
        share: z.number().min(0).max(1),
        /** What tells it apart, the most telling first. */
        traits: z.array(z.object({ feature: z.string().min(1).max(200), isMore: z.boolean() })).max(8),
      }),
    )
    .min(1)
    .max(64),
  /** Looks, carts and products bought, in all, from which on it is told. */
  least: z.int().min(1).max(1_000),
  /** Who is in a cluster leaves it when another centre is nearer by this share of its distance. */
  margin: z.number().min(0).max(1),
});

/** What the living profile of a bundle does: the manifest's `living`. */
export const livingSpecSchema = z.object({
  /** By event type, and `cart_abandoned`. */
  signals: z.record(z.string(), signalSchema),
  /** Upper bounds of the lower four of five classes, ascending: days since the last order, orders, money spent. */
  rfm: z
    .object({
      recencyDays: z.array(z.number()).length(4),
      orders: z.array(z.number()).length(4),
      spent: z.array(z.number()).length(4),
    })
    .nullable(),
  segments: z.array(segmentSchema),
  clusters: clusteringSchema.nullable(),
  offers: z.array(offerSchema),
  recovery: recoverySchema.nullable(),
  imports: z.array(importSourceSchema),
  /** What devices are asked for private reports; null, or absent in what an older trainer wrote: nothing. */
  reports: reportsSpecSchema.nullish(),
});
