import type { z } from 'zod';

import type {
  attributeSchema,
  learnedSchema,
  manifestSchema,
  partNameSchema,
  partSchema,
  rankingSchema,
} from './bundle.schema.ts';
import { isArrayOf, isIntegerIn, isNumberIn, isOneOf, isRecord, isRecordOf, isText } from './guards.ts';
import {
  MAX_ATTRIBUTES,
  MAX_CATALOGUE_ITEMS,
  MAX_DIMS,
  MAX_NAME_LENGTH,
  MAX_PART_BYTES,
  MAX_REGIONS,
} from './limits.ts';
import { isSite } from './site.ts';

export type PartName = z.infer<typeof partNameSchema>;
export type Part = z.infer<typeof partSchema>;
export type Attribute = z.infer<typeof attributeSchema>;
export type Ranking = z.infer<typeof rankingSchema>;
export type Learned = z.infer<typeof learnedSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

const PART_NAMES: readonly PartName[] = [
  'ids',
  'popularity',
  'neighbours',
  'embeddings',
  'attributes',
  'vocabulary',
  'display',
  'learned',
];

/** The parts a visit with rank slots loads; `display` and `learned` come only where they are needed. */
export const RANK_PARTS: readonly PartName[] = [
  'ids',
  'popularity',
  'neighbours',
  'embeddings',
  'attributes',
  'vocabulary',
];

/** Whether `value` is a manifest of bundle format 1, exactly as `manifestSchema` decides. Never throws. */
export function isManifest(value: unknown): value is Manifest {
  return (
    isRecord(value) &&
    value['format'] === 'aisle-bundle' &&
    value['formatVersion'] === 1 &&
    isIntegerIn(value['version'], 0, Number.MAX_SAFE_INTEGER) &&
    isDateTime(value['trainedThrough']) &&
    isDateTime(value['pricesAt']) &&
    isIntegerIn(value['items'], 1, MAX_CATALOGUE_ITEMS) &&
    isIntegerIn(value['dims'], 1, MAX_DIMS) &&
    isArrayOf(value['parts'], isPart, 1, 64) &&
    isArrayOf(value['attributes'], isAttribute, 0, MAX_ATTRIBUTES) &&
    isArrayOf(value['regions'], (region) => isText(region, 1, MAX_NAME_LENGTH), 0, MAX_REGIONS) &&
    isRanking(value['ranking']) &&
    isSite(value['site'])
  );
}

export function isPart(value: unknown): value is Part {
  return (
    isRecord(value) &&
    isOneOf(value['name'], PART_NAMES) &&
    isOneOf(value['type'], ['table', 'tfjs-layers']) &&
    value['version'] === 1 &&
    isMatch(value['file'], /^[0-9a-f]{64}\.bin$/) &&
    isMatch(value['sha256'], /^[0-9a-f]{64}$/) &&
    isIntegerIn(value['bytes'], 8, MAX_PART_BYTES)
  );
}

export function isAttribute(value: unknown): value is Attribute {
  return (
    isRecord(value) &&
    isText(value['name'], 1, MAX_NAME_LENGTH) &&
    isOneOf(value['type'], ['one', 'many', 'band']) &&
    isIntegerIn(value['values'], 0, 65_535) &&
    isShare(value['weight'])
  );
}

export function isRanking(value: unknown): value is Ranking {
  if (!isRecord(value)) return false;
  const { lists, embedding, alpha, popularity, events } = value;
  return (
    isIntegerIn(value['history'], 1, 100) &&
    isRecord(lists) &&
    isPositive(lists['first']) &&
    isShare(lists['decay']) &&
    isPositive(lists['damp']) &&
    isRecord(embedding) &&
    isShare(embedding['decay']) &&
    isShare(embedding['weight']) &&
    isArrayOf(value['repeat'], isShare, 32, 32) &&
    isRecord(alpha) &&
    isShare(alpha['floor']) &&
    isShare(alpha['ceiling']) &&
    isPositive(alpha['half']) &&
    isRecord(popularity) &&
    isPositive(popularity['prior']) &&
    isShare(popularity['region']) &&
    isShare(popularity['temper']) &&
    isRecordOf(events, (weight) => isNumberIn(weight, -10, 10)) &&
    isNumberIn(value['halfLifeDays'], 0.01, 10_000) &&
    isShare(value['vocabularyWeight']) &&
    (value['learned'] === null || isLearned(value['learned']))
  );
}

export function isLearned(value: unknown): value is Learned {
  return (
    isRecord(value) &&
    isArrayOf(value['features'], (name) => isText(name, 1, MAX_NAME_LENGTH), 1, 64) &&
    isArrayOf(value['mean'], (mean) => isNumberIn(mean, -Number.MAX_VALUE, Number.MAX_VALUE), 0, 64) &&
    isArrayOf(value['deviation'], (deviation) => isNumberIn(deviation, 1e-9, Number.MAX_VALUE), 0, 64) &&
    isIntegerIn(value['candidates'], 1, 1_000) &&
    isShare(value['tolerance'])
  );
}

function isShare(value: unknown): value is number {
  return isNumberIn(value, 0, 1);
}

function isPositive(value: unknown): value is number {
  return isNumberIn(value, 0, 1e6);
}

function isMatch(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

/** ISO 8601 in UTC, and a day that exists: what zod's `iso.datetime()` accepts. */
function isDateTime(value: unknown): value is string {
  const match =
    typeof value === 'string' && /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/.exec(value);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}
