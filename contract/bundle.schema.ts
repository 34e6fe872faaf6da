import { z } from 'zod';

import {
  MAX_ATTRIBUTES,
  MAX_CATALOGUE_ITEMS,
  MAX_DIMS,
  MAX_NAME_LENGTH,
  MAX_PART_BYTES,
  MAX_REGIONS,
} from './limits.ts';
import { merchandisingSchema } from './merchandising.schema.ts';
import { siteSchema } from './site.schema.ts';

export const partNameSchema = z.enum([
  /** Item ids, in the order every other part counts in. */
  'ids',
  /** Support, popularity overall and by region. */
  'popularity',
  /** Directed item-to-item lists. */
  'neighbours',
  /** Item embeddings, four bits a value. */
  'embeddings',
  /** Attribute columns with their value names. */
  'attributes',
  /** Words of titles and descriptions, and the items that hold them. */
  'vocabulary',
  /** Titles, URLs, images and prices: loaded only by a page that has a fill slot. */
  'display',
  /** Other ids of items: loaded only where a page names an item by none of `ids`. */
  'aliases',
  /** Factors of long-term taste: loaded only when `refine.taste` is set. */
  'taste',
  /** The learned ranker, a table or a tfjs layers model: loaded only when `refine.learned` is set. */
  'learned',
  /** Trend and repeats of items: loaded only where a learned ranker asks for them. */
  'trends',
  /** What `refine.arrange` asks about items: loaded only where that is set. */
  'facts',
  /** Why somebody is in a segment, in words: loaded only where a page shows segments. */
  'sentences',
]);

export const partSchema = z.object({
  /** One of `partNameSchema`; what else there is belongs to a newer build, and is not loaded. */
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  type: z.enum(['table', 'tfjs-layers']),
  /** Version of the part's own layout. */
  version: z.literal(1),
  /** Relative to the manifest: the hash and `.bin`. */
  file: z.string().regex(/^[0-9a-f]{64}\.bin$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(8).max(MAX_PART_BYTES),
});

export const attributeSchema = z.object({
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  /** `one`: at most one value an item; `many`: several; `band`: one value, and the values are ordered. */
  type: z.enum(['one', 'many', 'band']),
  /** How many distinct values the column has. */
  values: z.int().min(0).max(65_535),
  /** Share of the content score, 0..1; the weights of all attributes and of the vocabulary add up to 1. */
  weight: z.number().min(0).max(1),
});

const share = z.number().min(0).max(1);
const positive = z.number().min(0).max(1e6);

export const learnedSchema = z.object({
  /** Names of the model's inputs, in order; the worker knows how to compute each of them. */
  features: z.array(z.string().min(1).max(MAX_NAME_LENGTH)).min(1).max(64),
  /** Subtracted from, then divided out of, each feature. */
  mean: z.array(z.number()).max(64),
  deviation: z.array(z.number().min(1e-9)).max(64),
  /** Weight of the model beside the mixture in their product: 1 hears the model alone. */
  say: z.number().min(0).max(1),
  /** How many of the mixture's best items the model reorders. */
  candidates: z.int().min(1).max(1_000),
  /** Largest difference between a score on a device and in training. */
  tolerance: z.number().min(0).max(1),
});

/** What `aisle train` found on its validation tail; see docs/ranking.md for the formulas these enter. */
export const rankingSchema = z.object({
  /** How many distinct recent items are looked at, newest first. */
  history: z.int().min(1).max(100),
  lists: z.object({
    /** Weight of the newest item, and the factor from one item to the next older one. */
    first: positive,
    decay: share,
    /** Damping of items with little support: n / (n + damp). */
    damp: positive,
  }),
  embedding: z.object({
    decay: share,
    /** Added per unit of cosine to the collaborative share. */
    weight: share,
  }),
  /** Chance that the next item is one already seen, by min(length, 4) - 1, by "last two alike", by steps back (0..3+). */
  repeat: z.array(share).length(32),
  /** Alpha by confidence: alpha = floor + (ceiling - floor) * mass / (mass + half). */
  alpha: z.object({ floor: share, ceiling: share, half: positive }),
  /** Weight of popularity: prior / (prior + evidence), evidence = product events and searches remembered. */
  popularity: z.object({
    prior: positive,
    region: share,
    /** Exponent of popularity among the items that share an attribute value: 0 all alike, 1 in proportion. */
    temper: share,
  }),
  /** How much an event of a type counts. */
  events: z.record(z.string(), z.number().min(-10).max(10)),
  /** Half-life of interests, days. */
  halfLifeDays: z.number().min(0.01).max(10_000),
  vocabularyWeight: share,
});

/** Long-term taste: factors of the items, into which a profile is folded; see docs/ranking.md. */
export const tasteSchema = z.object({
  /** Length of a row of part `taste`. */
  dims: z.int().min(1).max(MAX_DIMS),
  /** What each item of the catalogue that was not chosen weighs, beside one that was. */
  unobserved: positive,
  /** Times the items of the profile, plus `unobserved` times all items. */
  regularisation: positive,
  /** Weight of events that counts as one choice; what weighs more counts (weight / unit)^emphasis. */
  unit: z.number().min(1e-6).max(1e6),
  emphasis: share,
  /** How much a choice gains or loses by a point above or below the mean of the visitor's own ratings. */
  rating: share,
  /** How long until a choice counts half, from the newest on; 0: it does not age. */
  halfLifeDays: z.number().min(0).max(10_000),
  /** Items of a profile at which taste has half its say. */
  half: positive,
  /** Taste's share of the score, at most: while a visit goes on, and when somebody comes back after 30 minutes or more. */
  visit: share,
  return: share,
  /** Scores are raised to it; then their sum over the catalogue is about `mass`. */
  power: z.number().min(0.5).max(8),
  mass: z.number().min(1e-9).max(1e9),
  /** What of it an item keeps that is already in the profile. */
  known: share,
});

/** How fast a shopper's own attribute weights leave the catalogue's; see worker/ranking/refine/importance.ts. */
export const importanceSchema = z.object({
  /** What the catalogue's weights count, in items of the history. */
  strength: z.number().min(0.1).max(1e6),
});

/** What `aisle-refine.js` adds to the mixture, a field each; null what this bundle does without. */
export const refineSchema = z.object({
  importance: importanceSchema.nullable(),
  taste: tasteSchema.nullable(),
  /** Whether a device tunes alpha by what is clicked and put into the cart; see worker/ranking/refine/feedback.ts. */
  feedback: z.literal(true).nullable(),
  learned: learnedSchema.nullable(),
  /** What the shop wants of its lists: `site.merchandising` of the trainer's config. */
  arrange: merchandisingSchema.nullable(),
});

/** ISO 8601 in UTC, to the second or finer, as `Date.prototype.toISOString` writes it. */
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);

export const manifestSchema = z.object({
  format: z.literal('aisle-bundle'),
  formatVersion: z.literal(1),
  /** Grows with every bundle of a shop; default: the newest event's time in seconds. */
  version: z.int().min(0),
  /** Newest event the bundle learned from, ISO 8601. */
  trainedThrough: instant,
  /** When the catalogue's prices were true, ISO 8601. */
  pricesAt: instant,
  items: z.int().min(1).max(MAX_CATALOGUE_ITEMS),
  dims: z.int().min(1).max(MAX_DIMS),
  parts: z.array(partSchema).min(1).max(64),
  attributes: z.array(attributeSchema).max(MAX_ATTRIBUTES),
  regions: z.array(z.string().min(1).max(MAX_NAME_LENGTH)).max(MAX_REGIONS),
  ranking: rankingSchema,
  /** As `refineSchema` has it: looked at by the script that needs it alone. Null: the mixture is all there is. */
  refine: z.record(z.string(), z.unknown()).nullable(),
  /** As `livingSpecSchema` has it: segments, clusters, offers, imports; looked at by the script that needs it alone. */
  living: z.record(z.string(), z.unknown()).nullable(),
  site: siteSchema,
});
