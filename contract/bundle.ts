import type { z } from 'zod';

import type {
  attributeSchema,
  importanceSchema,
  learnedSchema,
  manifestSchema,
  partNameSchema,
  partSchema,
  rankingSchema,
  refineSchema,
  tasteSchema,
} from './bundle.schema.ts';
import { integer, isRecordOf, isShape, list, match, number, oneOf, shape, text, type Check } from './guards.ts';
import {
  MAX_ATTRIBUTES,
  MAX_CATALOGUE_ITEMS,
  MAX_DIMS,
  MAX_NAME_LENGTH,
  MAX_PART_BYTES,
  MAX_REGIONS,
} from './limits.ts';
import { isMerchandising } from './merchandising.ts';
import { isSite } from './site.ts';

export type PartName = z.infer<typeof partNameSchema>;
export type Part = z.infer<typeof partSchema>;
export type Attribute = z.infer<typeof attributeSchema>;
export type Ranking = z.infer<typeof rankingSchema>;
export type Importance = z.infer<typeof importanceSchema>;
export type Refine = z.infer<typeof refineSchema>;
export type Taste = z.infer<typeof tasteSchema>;
export type Learned = z.infer<typeof learnedSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

/** The parts a visit with rank slots loads; the others come only where they are needed. */
export const RANK_PARTS: readonly PartName[] = [
  'ids',
  'popularity',
  'neighbours',
  'embeddings',
  'attributes',
  'vocabulary',
];

/** The mixture alone. */
export const NO_REFINE: Refine = { importance: null, taste: null, feedback: null, learned: null, arrange: null };

/** What only some pages ask for: not part of the bytes of a visit with rank slots. */
const PAGE_PARTS: readonly string[] = ['display', 'aliases', 'sentences'] satisfies PartName[];

/** Bytes of every part that a visit with rank slots loads: those of `RANK_PARTS`, and what refines their order. */
export function visitBytesOf({ parts }: Pick<Manifest, 'parts'>): number {
  return parts.reduce((sum, { name, bytes }) => sum + (PAGE_PARTS.includes(name) ? 0 : bytes), 0);
}

/** Whether `value` is a manifest of bundle format 1, exactly as `manifestSchema` decides. Never throws. */
export function isManifest(value: unknown): value is Manifest {
  const instant = match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
  return isShape(
    value,
    {
      format: oneOf('aisle-bundle'),
      formatVersion: oneOf(1),
      version: integer(0),
      trainedThrough: instant,
      pricesAt: instant,
      items: integer(1, MAX_CATALOGUE_ITEMS),
      dims: integer(1, MAX_DIMS),
      parts: list(isPart, 1, 64),
      attributes: list(isAttribute, 0, MAX_ATTRIBUTES),
      regions: list(text(1, MAX_NAME_LENGTH), 0, MAX_REGIONS),
      ranking: isRanking,
      refine: isRecordOrNull,
      living: isRecordOrNull,
      site: isSite,
    },
    true,
  );
}

function isRecordOrNull(value: unknown): boolean {
  return value === null || isRecordOf(value, () => true);
}

export function isPart(value: unknown): value is Part {
  return isShape(
    value,
    {
      name: text(1, MAX_NAME_LENGTH),
      type: oneOf('table', 'tfjs-layers'),
      version: oneOf(1),
      file: match(/^[0-9a-f]{64}\.bin$/),
      sha256: match(/^[0-9a-f]{64}$/),
      bytes: integer(8, MAX_PART_BYTES),
    },
    true,
  );
}

export function isAttribute(value: unknown): value is Attribute {
  return isShape(
    value,
    {
      name: text(1, MAX_NAME_LENGTH),
      type: oneOf('one', 'many', 'band'),
      values: integer(0, 65_535),
      weight: number(0, 1),
    },
    true,
  );
}

export function isRanking(value: unknown): value is Ranking {
  const share = number(0, 1);
  const positive = number(0, 1e6);
  return isShape(
    value,
    {
      history: integer(1, 100),
      lists: shape({ first: positive, decay: share, damp: positive }, true),
      embedding: shape({ decay: share, weight: share }, true),
      repeat: list(share, 32, 32),
      alpha: shape({ floor: share, ceiling: share, half: positive }, true),
      popularity: shape({ prior: positive, region: share, temper: share }, true),
      events: (events) => isRecordOf(events, number(-10, 10)),
      halfLifeDays: number(0.01, 10_000),
      vocabularyWeight: share,
    },
    true,
  );
}

/** Whether this build knows what a manifest's `refine` asks for, exactly as `refineSchema` decides. Never throws. */
export function isRefine(value: unknown): value is Refine {
  const orNull =
    (check: Check): Check =>
    (given) =>
      given === null || check(given);
  return isShape(
    value,
    {
      importance: orNull(isImportance),
      taste: orNull(isTaste),
      feedback: oneOf(true, null),
      learned: orNull(isLearned),
      arrange: orNull(isMerchandising),
    },
    true,
  );
}

export function isImportance(value: unknown): value is Importance {
  return isShape(value, { strength: number(0.1, 1e6) }, true);
}

export function isTaste(value: unknown): value is Taste {
  const share = number(0, 1);
  const positive = number(0, 1e6);
  return isShape(
    value,
    {
      dims: integer(1, MAX_DIMS),
      unobserved: positive,
      regularisation: positive,
      unit: number(1e-6, 1e6),
      emphasis: share,
      rating: share,
      halfLifeDays: number(0, 10_000),
      half: positive,
      visit: share,
      return: share,
      power: number(0.5, 8),
      mass: number(1e-9, 1e9),
      known: share,
    },
    true,
  );
}

export function isLearned(value: unknown): value is Learned {
  const finite = number(-Number.MAX_VALUE, Number.MAX_VALUE);
  return isShape(
    value,
    {
      features: list(text(1, MAX_NAME_LENGTH), 1, 64),
      mean: list(finite, 0, 64),
      deviation: list(number(1e-9, Number.MAX_VALUE), 0, 64),
      say: number(0, 1),
      candidates: integer(1, 1_000),
      tolerance: number(0, 1),
    },
    true,
  );
}
