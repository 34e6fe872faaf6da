import { MAX_IMPORTED, MAX_NAME_LENGTH } from '../../contract/limits.ts';
import { MAX_TRAIT_VALUES } from '../../contract/living.ts';
import type { Fact } from '../../contract/living-calls.ts';
import { RETENTION_DAYS, type ImportedAttribute, type RawProfile } from '../../contract/profile.ts';
import { toMs, type ImportField, type ImportSource, type LivingSpec } from '../../contract/segments.ts';
import type { Bundle } from '../bundle/decode.ts';
import { toGiven } from './desk.ts';
import { isKnownValue } from './known.ts';
import { readPath } from './read-path.ts';
import { sensitiveCheckOf } from './sensitive.ts';

const RETENTION_MS = RETENTION_DAYS * 86_400_000;

/** What a mapping lets through of what a source gave. */
export interface Mapped {
  readonly facts: readonly Fact[];
  /** By their path; empty: what the source has said of that attribute is taken back. */
  readonly attributes: readonly (readonly [field: ImportField, values: readonly string[]])[];
  /** What was given and is not kept: the path, what stood there, what was expected. */
  readonly dropped: readonly string[];
}

type Value = string | number;

/** The bundle's mapping for a source; undefined where it has none. */
export function mappingOf({ manifest }: Bundle, source: string): ImportSource | undefined {
  const { imports = [] } = (manifest.living ?? {}) as Partial<LivingSpec>;
  return imports.find((mapping) => mapping.source === source);
}

/** Keeps of `data` what the mapping names and allows, unless it is sensitive. */
export function mapData(bundle: Bundle, { fields }: ImportSource, data: unknown): Mapped {
  const isSensitive = sensitiveCheckOf(bundle);
  const facts: Fact[] = [];
  const attributes: [ImportField, readonly string[]][] = [];
  const dropped: string[] = [];
  for (const [path, field] of Object.entries(fields)) {
    const given = readPath(data, path);
    if (given.length === 0) continue;
    const isAllowed = (value: Value): boolean =>
      field.attribute === undefined
        ? !isSensitive(field.trait ?? '') && !isSensitive(`${value}`)
        : typeof value === 'string' && isKnownValue(bundle, field.attribute, value);
    const kept = given.flatMap((value) => toKept(field, value) ?? []).filter(isAllowed);
    const isTakenBack = given.every((value) => value === null);
    if (kept.length === 0 && !isTakenBack)
      dropped.push(`${path}: given ${toGiven(given)}, expected ${expected(field)}`);
    else if (field.attribute !== undefined) attributes.push([field, [...new Set(kept)] as string[]]);
    else facts.push([path, isTakenBack ? null : toOne(kept, field)]);
  }
  return { facts, attributes, dropped };
}

/** The imported attributes with those of a source that it has just said something of replaced. */
export function withAttributes(
  { imported }: RawProfile,
  source: string,
  attributes: Mapped['attributes'],
  now: number,
): ImportedAttribute[] {
  const said = new Set(attributes.map(([{ attribute }]) => attribute));
  const others = imported.filter((known) => known.source !== source || !said.has(known.name));
  const given = attributes.flatMap(([{ attribute, ttl }, values]) => {
    // what is kept for less long counts as if it had been given so much earlier
    const at = now - RETENTION_MS + Math.min(ttl ? toMs(ttl) : Infinity, RETENTION_MS);
    return values.map((value) => ({ source, name: attribute!, value, at }));
  });
  return [...others, ...given].slice(-MAX_IMPORTED);
}

function toKept({ attribute, values, number }: ImportField, given: unknown): Value | undefined {
  if (typeof given === 'object') return undefined;
  if (number) {
    // systems write numbers as texts
    const isWritten = typeof given === 'string' && given.trim() !== '';
    const value = typeof given === 'number' || isWritten ? Number(given) : NaN;
    return value >= number.from && value <= number.to ? value : undefined;
  }
  const text = `${given as string | number | boolean}`;
  // a trait is one of those that the shop has listed: anything else may be a name or an address
  if (!values) return attribute === undefined || text.length > MAX_NAME_LENGTH ? undefined : text;
  if (Array.isArray(values)) return values.includes(text) ? text : undefined;
  return Object.hasOwn(values, text) ? values[text] : undefined;
}

/** Of several numbers the one that `keep` says; several texts are a list. */
function toOne(kept: readonly Value[], { keep = 'newest' }: ImportField): Fact[1] {
  const numbers = kept.filter((value) => typeof value === 'number');
  if (numbers.length > 0) {
    if (keep === 'highest') return Math.max(...numbers);
    if (keep === 'lowest') return Math.min(...numbers);
    return numbers.at(keep === 'newest' ? -1 : 0)!;
  }
  const texts = [...new Set(kept)] as string[];
  return texts.length === 1 ? texts[0]! : texts.slice(0, MAX_TRAIT_VALUES);
}

function expected({ attribute, values, number }: ImportField): string {
  if (number) return `a number from ${number.from} to ${number.to}`;
  const known = attribute === undefined ? 'what may be kept' : `a value that the bundle knows of ${attribute}`;
  const listed = values && (Array.isArray(values) ? values : Object.keys(values));
  return listed ? `one of: ${listed.join(', ')}; not sensitive` : known;
}
