import { z } from 'zod';

import {
  absenceSchema,
  countSchema,
  distinctSchema,
  extremeSchema,
  fieldSchema,
  segmentConditionSchema,
  segmentSchema,
  sequenceSchema,
  sumSchema,
} from '../../contract/segments.schema.ts';
import { MAX_CONDITION_DEPTH, MAX_CONDITION_PARTS } from '../../contract/segments.ts';
import { isRecord } from '../../contract/guards.ts';
import { complaintsOf, didYouMean, type Complain } from '../config-issues.ts';

/** The key that says which kind a condition is of. */
const LEAVES = {
  count: countSchema,
  sum: sumSchema,
  distinct: distinctSchema,
  extreme: extremeSchema,
  sequence: sequenceSchema,
  absent: absenceSchema,
  field: fieldSchema,
  segment: segmentConditionSchema,
} satisfies Record<string, z.ZodType>;

export const CONDITION_KINDS = [...Object.keys(LEAVES), 'all', 'any', 'not'] as const;

const { when: _when, until: _until, ...rest } = segmentSchema.shape;
const frame = z.strictObject({ ...rest, when: z.unknown().optional(), until: z.unknown().optional() });

/**
 * Holds what should be a segment against `segmentSchema`, and says of each condition what is wrong with the kind that it is
 * meant to be: a union of eleven kinds by itself says nothing that helps.
 */
export function checkSegmentShape(value: unknown, complain: Complain): void {
  hold(value, frame, [], complain);
  if (!isRecord(value)) return;
  checkCondition(value['when'], ['when'], complain);
  if (value['until'] !== undefined) checkCondition(value['until'], ['until'], complain);
}

function checkCondition(value: unknown, path: readonly PropertyKey[], complain: Complain, depth = 1): void {
  if (depth > MAX_CONDITION_DEPTH) {
    complain(path, `stands in more than ${MAX_CONDITION_DEPTH} others: make a segment of a part and refer to it`);
    return;
  }
  if (!isRecord(value)) {
    const given = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
    complain(path, `given ${given}, expected a condition: an object with one of ${CONDITION_KINDS.join(', ')}`);
    return;
  }
  const kinds = CONDITION_KINDS.filter((kind) => Object.hasOwn(value, kind));
  const [kind] = kinds;
  if (kind === undefined) {
    const keys = Object.keys(value);
    const near = keys.map((key) => didYouMean(key, CONDITION_KINDS)).find((text) => text.startsWith('Did'));
    complain(
      path,
      `given ${keys.join(', ') || 'no keys'}, expected one of ${CONDITION_KINDS.join(', ')}${near ? `. ${near}` : ''}`,
    );
  } else if (kinds.length > 1)
    complain(path, `says ${kinds.join(' and ')} at once: put each in an object of its own, and both into all or any`);
  else checkKind(value, kind, path, complain, depth);
}

function checkKind(
  value: Record<string, unknown>,
  kind: string,
  path: readonly PropertyKey[],
  complain: Complain,
  depth: number,
): void {
  if (Object.hasOwn(LEAVES, kind)) {
    hold(value, LEAVES[kind as keyof typeof LEAVES], path, complain);
    return;
  }
  for (const key of Object.keys(value))
    if (key !== kind) complain([...path, key], `no such setting beside ${kind}: put it into one of its parts`);
  const inner = [...path, kind];
  const parts = value[kind];
  if (kind === 'not') checkCondition(parts, inner, complain, depth + 1);
  else if (!Array.isArray(parts)) complain(inner, 'expected a list of conditions');
  else if (parts.length === 0 || parts.length > MAX_CONDITION_PARTS)
    complain(inner, `given ${parts.length} conditions, expected 1 to ${MAX_CONDITION_PARTS}`);
  else parts.forEach((part, at) => checkCondition(part, [...inner, at], complain, depth + 1));
}

function hold(value: unknown, schema: z.ZodType, path: readonly PropertyKey[], complain: Complain): void {
  const checked = schema.safeParse(value, { reportInput: true });
  if (checked.success) return;
  for (const issue of checked.error.issues)
    for (const each of complaintsOf(issue, schema)) complain([...path, ...each.path], each.message);
}
