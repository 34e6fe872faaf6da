import { z } from 'zod';

import { nearestName } from './errors.ts';

/** Of a long list of names. */
const SHOWN = 40;
/** Kinds of the shop's rules for lists. */
const RULES = ['pin', 'boost', 'bury', 'filter'];

/** Keys of the site section that are about segments and offers. */
const LIVING: ReadonlySet<string> = new Set(['segments', 'offers', 'recovery', 'imports']);
const COMPLAINTS_SHOWN = 5;

/** What is wrong at a place of a config: what was given, what was expected, what to do; without a full stop at its end. */
export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export type Complain = (path: readonly PropertyKey[], message: string) => void;

/** What zod has against a value, in the words of whoever wrote it; `schema` is what it was held against. */
export function complaintsOf(issue: z.core.$ZodIssue, schema: z.ZodType): Complaint[] {
  const { path } = issue;
  if (issue.code === 'invalid_union') {
    // of the alternatives the one that is of the right kind says what is wrong in it
    const meant =
      issue.errors.find(([first]) => first && first.path.length > 0) ??
      issue.errors.find(([first]) => first && first.code !== 'invalid_type' && isOfKind(first));
    if (meant) return meant.flatMap((inner) => complaintsOf({ ...inner, path: [...path, ...inner.path] }, schema));
    if ('discriminator' in issue) return [{ path, message: describeKind(issue.input) }];
  }
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({ path: [...path, key], message: `no such setting. ${didYouMean(key, known)}` }));
  }
  if (issue.code === 'invalid_value' && typeof issue.input === 'string') {
    const near = nearestName(issue.input, issue.values.map(String));
    if (near !== undefined) return [{ path, message: `${issue.message}, given ${issue.input}. Did you mean ${near}?` }];
  }
  return [{ path, message: `${issue.message}${whyNoPattern(issue)}${describeGiven(issue)}` }];
}

/** One complaint a line, each with the document that says what may stand there. */
export function toMessage(complaints: readonly Complaint[]): string {
  return complaints
    .slice(0, COMPLAINTS_SHOWN)
    .map(({ path, message }) => `${toPath(path)}: ${message}${/[.?]$/.test(message) ? '' : '.'} See ${guideTo(path)}.`)
    .join('\n');
}

function guideTo([section, key]: readonly PropertyKey[]): string {
  if (section === 'site' && LIVING.has(String(key))) return 'docs/segments.md';
  return section === 'model' && key === 'signals' ? 'docs/profile.md' : 'docs/data.md for what may stand there';
}

/** `site.slots[0].container` */
function toPath(path: readonly PropertyKey[]): string {
  const names = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return names.join('').replace(/^\./, '') || 'the whole file';
}

/** With a full stop: the nearest of `known`, or else all of them. */
export function didYouMean(given: string, known: readonly string[]): string {
  const near = nearestName(given, known);
  if (near !== undefined) return `Did you mean ${near}?`;
  return known.length > 0 ? `Known are ${known.slice(0, SHOWN).join(', ')}${known.length > SHOWN ? ', ...' : ''}.` : '';
}

/** A list is no misspelt name. */
function isOfKind({ code, input }: z.core.$ZodIssue): boolean {
  return code !== 'invalid_value' || !Array.isArray(input);
}

/** Of what should have been one of several kinds of rules. */
function describeKind(input: unknown): string {
  const given = typeof input === 'object' && input !== null && 'do' in input ? JSON.stringify(input.do) : 'nothing';
  const near = nearestName(given, RULES);
  return `given ${given}, expected one of ${RULES.join(', ')}${near === undefined ? '' : `. Did you mean ${near}?`}`;
}

function describeGiven({ code, input }: z.core.$ZodIssue): string {
  if (code === 'custom' || input === undefined) return '';
  const given = JSON.stringify(input);
  return `, given ${given.length > 80 ? `${given.slice(0, 77)}...` : given}`;
}

/** What the engine has against a regular expression that was refused. */
function whyNoPattern({ code, input }: z.core.$ZodIssue): string {
  if (code !== 'custom' || typeof input !== 'string') return '';
  try {
    return RegExp(input) && '';
  } catch (error) {
    return ` (${(error as Error).message})`;
  }
}

function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  for (const key of path) {
    if (typeof key === 'number') at = elementOf(at);
    else at = at instanceof z.ZodRecord ? at.valueType : shapeOf(at)?.[String(key)];
  }
  return Object.keys(shapeOf(at) ?? {});
}

function elementOf(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional) return elementOf(schema.unwrap());
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  if (schema instanceof z.ZodOptional) return shapeOf(schema.unwrap());
  // of several shapes all that is in any of them
  if (schema instanceof z.ZodUnion) return Object.assign({}, ...schema.options.map(shapeOf));
  return schema instanceof z.ZodObject ? schema.shape : undefined;
}
