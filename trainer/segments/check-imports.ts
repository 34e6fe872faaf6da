import { toMs, type ImportField, type ImportSource } from '../../contract/segments.ts';
import { createSensitiveCheck } from '../../contract/sensitive.ts';
import type { Complain } from '../config-issues.ts';
import { checkAttribute, checkSome } from './check-match.ts';
import type { KnownNames } from './known-names.ts';

const DAY_MS = 86_400_000;
const MAX_ATTRIBUTE_DAYS = 30;
const MAX_TRAIT_DAYS = 365;

/** Mappings that would keep nothing, or more than they may. */
export function checkImports(
  imports: readonly ImportSource[],
  names: KnownNames | undefined,
  complain: Complain,
): void {
  const isSensitive = names?.isSensitive ?? createSensitiveCheck();
  imports.forEach(({ source, fields }, at) => {
    const first = imports.findIndex((other) => other.source === source);
    if (first < at)
      complain(['imports', at, 'source'], `${source} is imports[${first}] already: put the fields of both into one`);
    if (Object.keys(fields).length === 0) complain(['imports', at, 'fields'], 'names nothing, so nothing is taken in');
    for (const [key, field] of Object.entries(fields))
      checkField(field, ['imports', at, 'fields', key], names, isSensitive, complain);
  });
}

function checkField(
  { trait, attribute, values, number, ttl, keep }: ImportField,
  path: readonly PropertyKey[],
  names: KnownNames | undefined,
  isSensitive: (name: string) => boolean,
  complain: Complain,
): void {
  if ((trait === undefined) === (attribute === undefined))
    complain(
      path,
      `names ${trait === undefined ? 'neither trait nor attribute' : 'trait and attribute'}; name one of them`,
    );
  const kept = values === undefined ? [] : Array.isArray(values) ? values : Object.values(values);
  if (trait !== undefined && values === undefined && number === undefined)
    complain(path, 'would keep nothing: name the values that are kept, or the limits of a number');
  if (values !== undefined && kept.length === 0) complain([...path, 'values'], 'names none, so nothing is kept');
  if (values !== undefined && number !== undefined)
    complain([...path, 'number'], 'stands beside values; name one of them');
  if (number && number.from > number.to)
    complain([...path, 'number'], `nothing is from ${number.from} to ${number.to}`);
  if ((keep === 'highest' || keep === 'lowest') && number === undefined)
    complain([...path, 'keep'], `given ${keep}, which only numbers can be: name newest or oldest`);
  for (const name of [trait ?? [], attribute ?? [], kept].flat())
    if (isSensitive(name)) complain(path, `${name} is sensitive: nothing of it is ever kept`);
  const mostDays = attribute === undefined ? MAX_TRAIT_DAYS : MAX_ATTRIBUTE_DAYS;
  if (ttl !== undefined && toMs(ttl) > mostDays * DAY_MS)
    complain(
      [...path, 'ttl'],
      `given ${ttl}, expected ${mostDays}d at most for ${attribute === undefined ? 'a trait' : 'an attribute'}`,
    );
  if (attribute === undefined || !names) return;
  if (number !== undefined)
    complain([...path, 'number'], 'an attribute of the catalogue has names, no numbers: name values');
  if (checkAttribute(attribute, [...path, 'attribute'], names, complain) && kept.length > 0)
    checkSome(kept, [...path, 'values'], names.attributes.get(attribute)!, 'value', complain);
}
