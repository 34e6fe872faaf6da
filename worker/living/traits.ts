import type { LivingState, Trait } from '../../contract/living.ts';
import { MAX_TRAITS } from '../../contract/living.ts';
import type { Fact } from '../../contract/living-calls.ts';
import { toMs, type ImportField, type LivingSpec } from '../../contract/segments.ts';
import type { LivingRow } from './living.ts';

const DEFAULT_TTL = '365d';

type Spec = Pick<LivingSpec, 'imports'>;
type Traits = Pick<Partial<LivingState>, 'traits'>;

/**
 * What is known of a trait at `t`: a text, a number, or several texts. Of several sources the one with the highest priority counts,
 * then what the field's `keep` says. Undefined where nothing is known, or it has run out.
 */
export function traitAt(spec: Spec, { traits = [] }: Traits, name: string, t: number): Trait['value'] | undefined {
  let best: { readonly trait: Trait; readonly field: ImportField; readonly priority: number } | undefined;
  for (const trait of traits) {
    if (trait.name !== name || trait.until <= t) continue;
    const [field, priority] = mappingOf(spec, trait.source, trait.path) ?? [];
    // of a mapping that the bundle does not have any more
    if (field?.trait !== name) continue;
    const found = { trait, field, priority: priority! };
    const isBetter =
      !best || found.priority > best.priority || (found.priority === best.priority && beats(found, best));
    if (isBetter) best = found;
  }
  return best?.trait.value;
}

/** When after `t` the next trait runs out; undefined: none does. */
export function traitExpiry({ traits = [] }: Traits, t: number): number | undefined {
  const later = traits.flatMap(({ until }) => (until > t ? [until] : []));
  return later.length > 0 ? Math.min(...later) : undefined;
}

/** Takes in what a row says of traits, and that all of them were taken back. Returns whether it says anything of them. */
export function takeTraits(spec: Spec, living: Partial<LivingState>, row: LivingRow): boolean {
  const { seq, changes = [], set, after, at = 0 } = row;
  if (after !== undefined && after !== seq - 1) return false;
  const facts = changes.flatMap((change) =>
    change.do === 'import' ? change.facts.map((fact) => [change.source, fact] as const) : [],
  );
  // what the engine writes where the purpose is withdrawn
  const isOver = set?.imported?.length === 0 && !set.living && after === undefined;
  if (isOver) delete living.traits;
  for (const [source, fact] of facts) takeFact(spec, living, source, fact, at);
  return isOver || facts.length > 0;
}

function takeFact(spec: Spec, living: Partial<LivingState>, source: string, [path, value]: Fact, at: number): void {
  const [field] = mappingOf(spec, source, path) ?? [];
  if (!field?.trait) return;
  const traits = (living.traits ?? []).filter(({ until }) => until > at);
  const place = traits.findIndex((known) => known.source === source && known.path === path);
  const [former] = place < 0 ? [] : traits.splice(place, 1);
  if (value !== null) {
    const until = at + toMs(field.ttl ?? DEFAULT_TTL);
    const given: Trait = { source, path, name: field.trait, value: toOwn(value), at, until };
    traits.push(former && !beats({ trait: given, field }, { trait: former, field }) ? former : given);
  }
  living.traits = toKept(traits);
}

/** The traits of both; what one source says twice its field's `keep` decides. */
export function mergeTraits(spec: Spec, a: readonly Trait[] = [], b: readonly Trait[] = []): Trait[] | undefined {
  const kept: Trait[] = [];
  for (const trait of [...a, ...b]) {
    const place = kept.findIndex(({ source, path }) => source === trait.source && path === trait.path);
    const [field] = mappingOf(spec, trait.source, trait.path) ?? [];
    if (place < 0) kept.push(trait);
    else if (!field || beats({ trait, field }, { trait: kept[place]!, field })) kept[place] = trait;
  }
  return kept.length > 0 ? toKept(kept) : undefined;
}

function toKept(traits: readonly Trait[]): Trait[] {
  return traits.toSorted((a, b) => a.until - b.until).slice(-MAX_TRAITS);
}

/** Whether `a` counts rather than `b`, which was there before. */
function beats(a: Kept, b: Kept): boolean {
  const { keep = 'newest' } = b.field;
  if (keep === 'oldest') return a.trait.at < b.trait.at;
  if (keep === 'newest') return a.trait.at >= b.trait.at;
  const more = rankOf(a) - rankOf(b);
  return keep === 'highest' ? more > 0 : more < 0;
}

interface Kept {
  readonly trait: Trait;
  readonly field: ImportField;
}

/** A number by itself; a text by its place in the mapping's list, the lowest first. */
function rankOf({ trait: { value }, field: { values = [] } }: Kept): number {
  if (typeof value === 'number') return value;
  const order = Array.isArray(values) ? values : Object.values(values);
  return Math.max(...[value].flat().map((text) => order.indexOf(text)));
}

function mappingOf({ imports }: Spec, source: string, path: string): readonly [ImportField, number] | undefined {
  const mapping = imports.find((known) => known.source === source);
  return mapping && Object.hasOwn(mapping.fields, path) ? [mapping.fields[path]!, mapping.priority ?? 0] : undefined;
}

function toOwn(value: string | number | readonly string[]): Trait['value'] {
  return typeof value === 'object' ? [...value] : value;
}
