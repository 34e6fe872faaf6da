import { z } from 'zod';

import { DAYS_30, noted } from './field-note.ts';
import {
  MAX_EVENT_ITEMS,
  MAX_ID_LENGTH,
  MAX_IGNORED,
  MAX_NAME_LENGTH,
  MAX_PATH_LENGTH,
  MAX_POSITION,
  MAX_TIME_MS,
  MAX_TOKEN_LENGTH,
} from './limits.ts';
import {
  LEDGER_STATES,
  MAX_IMPRESSIONS,
  MAX_LEDGER,
  MAX_LOGGED_EVENTS,
  MAX_PEOPLE,
  MAX_REPORT_LENGTH,
  MAX_TRAITS,
  MAX_TRAIT_VALUES,
  MAX_TRIES,
} from './living.ts';
import { EPOCH_MICRO_EPSILON, MAX_TASK_MICRO_EPSILON, OFFER_STEPS, STEPS } from './reports.ts';
import { RULE_EVENTS } from './segments.ts';

const name = z.string().min(1).max(MAX_NAME_LENGTH);
const itemId = z.string().min(1).max(MAX_ID_LENGTH);
const hex = (digits: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
/** Milliseconds since 1970. */
const time = z.number().min(0).max(MAX_TIME_MS);
const count = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const amount = z.number().min(-1e12).max(1e12);
const TRAITS = 'as the bundle’s mapping says, at most 365 days; until its source or its purpose is taken back';
const AWAY = 'until its owner logs in again, at most 30 days; the oldest of more than 3 goes';
const OFFERS = 'until the offer is no longer in the bundle and was last shown 30 days ago';
const LEDGER = 'as long as the profile, at most the newest 100';
const REPORT = 'until the report is sent or withdrawn, or the next is planned';
const REPORTED = 'this device: encrypted on disk; its owner’s export; the shop’s collector, in a private report';
/** Days since 1970. */
const MAX_DAY = 1_000_000;
const LEFT = 'this device: encrypted on disk; its owner’s export; the shop, when its owner presses the offer’s button';
/** A sum that halves, and the time at which it stood so. */
const decaying = z.tuple([amount, time]);

/** An event as rules ask for it. */
export const loggedEventSchema = z.strictObject({
  at: noted(time, 'rolling windows, order of sequences, retention', DAYS_30),
  type: noted(z.enum(RULE_EVENTS), 'what was done', DAYS_30),
  /** Absent in what was derived. */
  id: noted(
    z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .optional(),
    'lets its owner take this one event back; random',
    DAYS_30,
  ),
  items: noted(
    z
      .array(
        z.strictObject({
          id: itemId,
          quantity: z.number().min(1).optional(),
          price: z.number().min(0).optional(),
        }),
      )
      .max(MAX_EVENT_ITEMS)
      .optional(),
    'what it was done with: the catalogue’s ids, pieces, price of one',
    DAYS_30,
  ),
  /** Of a custom event or a promotion. */
  name: noted(name.optional(), 'the shop’s own name of what was done', DAYS_30),
  words: noted(
    z.array(z.string().min(1).max(MAX_TOKEN_LENGTH)).optional(),
    'words of the catalogue’s vocabulary that were searched for; never the query',
    DAYS_30,
  ),
  ms: noted(count.optional(), 'how long an item was looked at', DAYS_30),
  rating: noted(z.number().min(0).max(5).optional(), 'how it was liked', DAYS_30),
});

/** What became of a rule. */
export const segmentStateSchema = z.strictObject({
  /** Fingerprint of the rule: of another rule of that name nothing is taken over. */
  rule: z.string().max(16),
  isIn: z.boolean(),
  /** Since when it is as it is. */
  since: time,
  /** When `when` was last true; absent where it is now, or the visitor is not in it. */
  trueAt: time.optional(),
  /** When the visitor came into it, oldest first; only where a cap asks. */
  entered: z.array(time).max(1_000).optional(),
});

/** Which of the bundle's clusters the visitor belongs to. */
export const clusterStateSchema = z.strictObject({
  of: noted(z.string().min(1).max(16), 'fingerprint of the clusters: of others nothing is taken over'),
  id: noted(name, 'which visitors this one does much the same as', 'as long as the clusters are in the bundle'),
  since: noted(time, 'since when'),
});

/** What one of the shop's other systems says of the visitor, as a mapping of the bundle's let it through. */
export const traitSchema = z.strictObject({
  source: noted(name, 'which of the shop’s systems it comes from', TRAITS),
  path: noted(z.string().min(1).max(MAX_PATH_LENGTH), 'where in what was given it stood', TRAITS),
  name: noted(name, 'what rules ask for it by', TRAITS),
  value: noted(
    z.union([name, amount, z.array(name).min(1).max(MAX_TRAIT_VALUES)]),
    'one of the texts, or a number within the limits, that the bundle allows',
    TRAITS,
  ),
  at: noted(time, 'which of several counts', TRAITS),
  /** From then on it does not count any more. */
  until: noted(time, 'retention', TRAITS),
});

/** Who has used this device. The others' profiles can be read by nobody before their owners log in again. */
export const peopleSchema = z.strictObject({
  salt: noted(hex(32), 'random: makes the keys of this device of no use elsewhere'),
  current: noted(hex(64).optional(), 'hash of salt and login, which itself is kept nowhere', 'until logout'),
  sweptAt: noted(time, 'when the others’ profiles were last rid of what is too old'),
  away: z
    .array(
      z.strictObject({
        key: noted(hex(64), 'hash of salt and login, which itself is kept nowhere', AWAY),
        at: noted(time, 'retention', AWAY),
        profile: noted(
          z.record(z.string(), z.unknown()),
          'the profile of somebody who has logged out: what is in this table, without this field',
          AWAY,
          'this device: encrypted on disk; in nobody’s export before its owner logs in',
        ),
      }),
    )
    .max(MAX_PEOPLE),
});

const tally = z.strictObject({
  shown: count,
  accepted: count,
  dismissed: count,
  purchases: count,
  value: z.number().min(0).max(1e12),
});

/** What became of an offer. */
export const offerStateSchema = z.strictObject({
  /** Oldest first, and no more than the cap asks for. */
  visits: noted(
    z.array(time).min(1).max(1_000),
    'when it was first shown in a visit, or would have been: caps, attribution',
    OFFERS,
  ),
  /** By `sessions.count`. */
  visit: noted(count, 'in which visit that was last: it counts once a visit, over all tabs', OFFERS),
  isHeld: noted(z.boolean(), 'whether it would have been shown, and was held back', OFFERS),
  firstAt: noted(time, 'from when on it stands, until it ends', OFFERS),
  endedAt: noted(time.optional(), 'when it was dismissed or accepted: it is not raised again at once', OFFERS),
  /** Of the two arms. */
  offer: noted(tally, 'what came of it: how often, and for how much was bought afterwards', OFFERS),
  holdout: noted(tally, 'the same of when it was held back', OFFERS),
});

/** A cart that was sent, or is to be. */
const recoveryEntry = z.strictObject({
  key: noted(hex(32), 'random: tells who receives it that a second try is one', LEDGER, LEFT),
  at: noted(time, 'when it was entered', LEDGER),
  task: noted(z.literal('recovery'), 'what it was sent for', LEDGER),
  body: z.strictObject({
    offer: noted(name, 'the cart that its owner asked to be kept: the offer whose button was pressed', LEDGER, LEFT),
    lines: z
      .array(
        z.strictObject({
          id: noted(itemId, 'the cart that its owner asked to be kept: what lies in it', LEDGER, LEFT),
          quantity: noted(z.int().min(1), 'as above: how much of it', LEDGER, LEFT),
        }),
      )
      .min(1)
      .max(MAX_EVENT_ITEMS),
  }),
  /** `acknowledged`: received; `refused`: not wanted; `withdrawn`: it must not be sent any more. */
  state: noted(z.enum(LEDGER_STATES), 'what became of it', LEDGER),
  tries: noted(z.int().min(1).max(MAX_TRIES), 'how often it was tried: at most three times', LEDGER),
  triedAt: noted(time, 'when last', LEDGER),
});

/** A private report that was sent, or withdrawn before it could be. */
const reportEntry = z.strictObject({
  key: noted(hex(32), 'random: tells who receives it that a second try is one', LEDGER, REPORTED),
  at: noted(time, 'when it was entered', LEDGER),
  task: noted(z.literal('report'), 'what it was sent for', LEDGER),
  about: noted(name, 'which question of the shop’s, put to all devices alike, it answered', LEDGER),
  body: noted(
    z.string().min(1).max(MAX_REPORT_LENGTH),
    'the very text that was sent, for its owner to look at: one randomised answer',
    LEDGER,
    REPORTED,
  ),
  debit: noted(z.int().min(0).max(MAX_TASK_MICRO_EPSILON), 'what it took of the privacy budget', LEDGER),
  state: noted(z.enum(LEDGER_STATES).exclude(['pending']), 'what became of it', LEDGER),
});

/** One thing that was sent, or is to be. */
export const ledgerEntrySchema = z.discriminatedUnion('task', [recoveryEntry, reportEntry]);

/** A private report that is to be sent. */
export const reportPlanSchema = z.strictObject({
  id: noted(hex(32), 'random: lets the collector tell a second try from a second report', REPORT, REPORTED),
  task: noted(hex(16), 'which of the bundle’s questions was drawn', REPORT, REPORTED),
  question: noted(z.int().min(0).max(255), 'which part of the question was drawn', REPORT, REPORTED),
  day: noted(z.int().min(0).max(MAX_DAY), 'at most one a day', REPORT),
  epoch: noted(z.int().min(0).max(MAX_DAY), 'whose budget has paid', REPORT, REPORTED),
  debit: noted(
    z.int().min(0).max(MAX_TASK_MICRO_EPSILON),
    'what it took of the privacy budget; 0: it is drawn without a look at the profile',
    REPORT,
  ),
  dueAt: noted(time, 'when it is sent, drawn at random', REPORT),
});

/** What private reports are drawn from, and what they have cost. Nothing of it leaves but as one randomised answer. */
export const reportsStateSchema = z.strictObject({
  epoch: noted(z.int().min(0).max(MAX_DAY), 'the seven days that the budget is for'),
  spent: noted(z.int().min(0).max(EPOCH_MICRO_EPSILON), 'what of the budget is spent'),
  lastDay: noted(z.int().min(0).max(MAX_DAY), 'at most one report a day'),
  /** Key of a task -> day. */
  asked: noted(
    z.record(z.string(), z.int().min(0).max(MAX_DAY)),
    'what does not change is told at most once in so many days',
    'a year',
  ),
  refused: noted(z.array(name).max(32), 'questions of the shop’s that ask for more than this device tells'),
  plan: reportPlanSchema.optional(),
  /** Since the plan was made; the oldest go first. */
  impressions: z
    .array(
      z.strictObject({
        item: noted(itemId, 'puts a click, a cart and a purchase down to it', REPORT),
        list: noted(name, 'which slot it stood in', REPORT),
        position: noted(z.int().min(0).max(MAX_POSITION).optional(), 'where it stood', REPORT),
        step: noted(z.enum(STEPS), 'seen, clicked, put into the cart, or bought', REPORT),
      }),
    )
    .max(MAX_IMPRESSIONS),
  /** Since the plan was made. */
  offers: z
    .array(
      z.strictObject({
        id: noted(name, 'which offer', REPORT),
        step: noted(z.enum(OFFER_STEPS), 'what came of it', REPORT),
      }),
    )
    .max(100),
});

const soft = 'sums, of which no event can be told any more';

/**
 * How much a value of an attribute is liked, by what was done: each sum as it stood at `at`, halving by its own signal's
 * half-life; see docs/profile.md.
 */
export const likingSchema = z.strictObject({
  at: noted(time, 'up to when the sums are decayed', soft),
  view: amount.optional(),
  dwell: amount.optional(),
  click: amount.optional(),
  search: amount.optional(),
  wish: amount.optional(),
  cart: amount.optional(),
  remove: amount.optional(),
  abandon: amount.optional(),
  buy: amount.optional(),
  refund: amount.optional(),
  review: amount.optional(),
  /** What its owner has set. */
  said: amount.optional(),
});

const ignoredSchema = z.strictObject({
  attribute: noted(name, 'what its owner said must not be used', 'until taken back'),
  value: noted(name, 'as above', 'until taken back'),
});

/** How often something was bought, less what was sent back. */
export const boughtSchema = z.strictObject({
  count: noted(count, 'repeat purchases'),
  first: noted(time, 'purchase cycle: mean time between purchases'),
  last: noted(time, 'as above'),
});

/**
 * The living profile: what `aisle-living.js` keeps beside the rest of a profile, and reads alone. In a profile every field may
 * be absent: then nothing was kept in it yet. Never leaves the device.
 */
export const livingSchema = z.strictObject({
  v: noted(z.literal(1), 'version of this form'),
  /** Newest row of the journal that was taken in. */
  seq: noted(count, 'no row is taken in twice'),
  /** Of the newest event. */
  at: noted(time, 'up to when the segments are worked out'),
  /** Oldest first; ties in the order they came. */
  log: noted(z.array(loggedEventSchema).max(MAX_LOGGED_EVENTS), 'what rules count', DAYS_30),
  segments: noted(
    z.record(z.string(), segmentStateSchema),
    'which segments of the shop the visitor is in, and since when',
    'as long as the rule is in the bundle, at most as long as the profile',
  ),
  rules: noted(
    z.array(z.string().max(16)).max(1_000),
    'fingerprints of the shop’s rules that have seen what was done; of them `segments` is believed',
    'as long as the rule is in the bundle',
  ),
  /** By rule. */
  faults: noted(
    z.record(z.string(), count),
    'how often a rule of the shop’s failed on this device and was disabled',
    'as long as the rule is in the bundle',
  ),
  /** Absent: there is too little to go by, or the visitor is unlike all clusters. */
  cluster: clusterStateSchema,
  /** Segments and clusters that its owner has left. */
  left: noted(z.array(name).max(1_000), 'segments its owner does not want to be in', 'until taken back'),
  traits: z.array(traitSchema).max(MAX_TRAITS),
  people: peopleSchema,
  offers: z.strictObject({
    seed: noted(hex(32).optional(), 'random: which offers are held back from this visitor, to see what they are worth'),
    states: z.record(z.string(), offerStateSchema),
  }),
  /** Oldest first. */
  ledger: z.array(ledgerEntrySchema).max(MAX_LEDGER),
  /** Absent: none was ever planned. */
  reports: reportsStateSchema,
  /** What its owner said must not be used, as `ignored` of the profile has it. */
  ignored: z.strictObject({
    items: noted(z.array(itemId).max(MAX_IGNORED), 'items its owner said must not be used', 'until taken back'),
    values: z.array(ignoredSchema).max(MAX_IGNORED),
  }),
  /** Visits: runs of events with no pause of 30 minutes. */
  visits: z.strictObject({
    count: noted(count, 'how often the visitor came'),
    /** Of the current one. */
    startedAt: noted(time, 'when the current visit began'),
    /** Of the one before; 0: there was none. */
    before: noted(time, 'how long ago the last visit was'),
  }),
  /** When something was last done; absent: never. */
  last: z.strictObject({
    view: noted(time.optional(), 'recency of looks'),
    cart: noted(time.optional(), 'recency of carts'),
    purchase: noted(time.optional(), 'recency of purchases'),
  }),
  /** By type of event. */
  counts: noted(z.record(z.string(), count), 'how often each thing was done'),
  /** What was bought, less what was sent back (below nothing, as long as its order has not arrived); money in the site's currency. */
  money: z.strictObject({
    orders: noted(amount, 'frequency'),
    spent: noted(amount, 'monetary value'),
    lines: noted(amount, 'different items in orders, added up'),
    pieces: noted(amount, 'pieces in orders, added up'),
    recentOrders: noted(decaying, 'frequency of late', soft),
    recentSpent: noted(decaying, 'monetary value of late', soft),
  }),
  /** Item -> what lies in the cart. */
  cart: noted(
    z.record(z.string(), z.strictObject({ quantity: z.number().min(1), price: z.number().min(0).optional() })),
    'abandoned carts and their recovery',
    'until bought or taken out, and at most as long as the profile',
  ),
  /** When the cart is abandoned unless something happens; absent: it is empty, or has been abandoned. */
  abandonsAt: noted(time.optional(), 'tells an abandoned cart'),
  /** Attribute (`word`: words of the vocabulary) -> value -> liking: the behavioural vectors. */
  vectors: noted(
    z.record(z.string(), z.record(z.string(), likingSchema)),
    'how much each value of the catalogue’s attributes is liked, by what was done',
    `each halves by its signal’s half-life; ${soft}`,
  ),
  /** Attribute -> value -> purchases. */
  bought: noted(z.record(z.string(), z.record(z.string(), boughtSchema)), 'repeat purchases by attribute value'),
  boughtItems: noted(z.record(z.string(), boughtSchema), 'repeat purchases of the same item'),
});
