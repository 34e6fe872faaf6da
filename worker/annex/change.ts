import { isAisleEvent } from '../../contract/events.ts';
import { isRecord, list, shape, text } from '../../contract/guards.ts';
import { MAX_EXPORT_LENGTH, MAX_IMPORTED, MAX_IMPORT_LENGTH, MAX_NAME_LENGTH } from '../../contract/limits.ts';
import type { LivingChange } from '../../contract/living-calls.ts';
import { PROFILE_FIELDS, type RawProfile } from '../../contract/profile.ts';
import type {
  CorrectCall,
  ImportAttributesCall,
  ImportProfileCall,
  NotInterestedCall,
  PauseCall,
} from '../../contract/protocol.ts';
import type { ImportSource } from '../../contract/segments.ts';
import type { Bundle } from '../bundle/decode.ts';
import { Refusal } from '../envelope.ts';
import { isPausedAt, PAUSE_MS, toRawProfile } from '../profile/profile.ts';
import { appendNext } from './append-next.ts';
import { badRequest, mayImport, type Answered, type Desk } from './desk.ts';
import { mapData, mappingOf, withAttributes } from './import-mapped.ts';
import { toLeave } from './leave.ts';
import { applyPatch } from './patch.ts';
import { isKnownValue, keepKnown } from './known.ts';
import { toChange, toUnlearned } from './correct-living.ts';

export async function notInterested(
  { item, deadlineMs }: NotInterestedCall,
  { append, getKept }: Desk,
): Answered<{ revision: number }> {
  const { ids, open } = await (await getKept()).decider;
  await ids.prepare([[item]], deadlineMs / 2);
  const known = ids.idOf([item]);
  // anything else is a text that somebody has typed
  if (!open.bundle.rows.has(known)) throw badRequest('item', item, 'an item of the bundle');
  return { ok: true, revision: await append({ notInterested: [known] }) };
}

export async function pause({ isOn }: PauseCall, { clock, append, getKept }: Desk): Answered<{ isPaused: boolean }> {
  const { profile } = await getKept();
  await profile.refresh();
  const now = clock.now();
  const from = isPausedAt(profile.raw(), now) ? profile.raw().paused.from : now;
  await append({ set: { paused: isOn ? { from, until: now + PAUSE_MS } : { from: 0, until: 0 } } });
  return { ok: true, isPaused: isOn };
}

export async function correct({ patches, deadlineMs }: CorrectCall, desk: Desk): Answered<{ revision: number }> {
  const { store, decider, profile, living } = await desk.getKept();
  const { ids, open } = await decider;
  const leaving = patches.flatMap((patch, at) =>
    'segment' in patch ? [toLeave(patch, open.bundle.manifest, profile.raw(), `patches[${at}]`)] : [],
  );
  const room = await living;
  if (leaving.length > 0 && !room) throw new Refusal('not-loaded');
  // whoever leaves a segment has corrected nothing of what was learned
  if (leaving.length === patches.length) return { ok: true, revision: await desk.append({ changes: leaving }) };
  const items = patches.flatMap((patch) => ('item' in patch ? [[patch.item]] : []));
  await ids.prepare(items, deadlineMs / 2);
  const known = patches.map((patch) => ('item' in patch ? { ...patch, item: ids.idOf([patch.item]) } : patch));
  const { rows } = await store.read(0);
  // what an earlier correction has replaced is about to be merged, and may hold what it took back
  const from = rows.findLastIndex(({ entry }) => entry?.set?.v) + 1;
  return change(
    desk,
    (profile, bundle) => {
      const now = desk.clock.now();
      const events = rows.slice(from).flatMap(({ entry }) => entry?.events ?? []);
      known.forEach((patch, at) => {
        if (!('segment' in patch)) applyPatch(profile, patch, { bundle, events, now, place: `patches[${at}]` });
      });
      // what was learned from clicks cannot be told apart by what they were on
      return { ...profile, living: room ? profile.living : toUnlearned(profile.living), shown: [], belief: [] };
    },
    // the living profile's own room takes them in, in every tab
    [...leaving, ...known.flatMap(toChange)],
  );
}

/**
 * Keeps what a source says: by the bundle's mapping for it, or else the attributes whose values the catalogue knows, in the place
 * of what the same source gave before. By a mapping, what is not named stays as it was.
 */
export async function importAttributes(
  call: ImportAttributesCall,
  desk: Desk,
): Answered<{ revision: number; dropped: readonly string[] }> {
  const { source } = call;
  if (!(await mayImport(desk))) throw new Refusal('no-consent', 'the purpose imports is not granted');
  const { bundle } = (await (await desk.getKept()).decider).open;
  const mapping = 'data' in call && mappingOf(bundle, source);
  if (mapping) return importMapped(mapping, call.data, desk);
  const attributes = 'data' in call ? toAttributes(toJson(call.data, MAX_IMPORT_LENGTH)) : call.attributes;
  const known = attributes.filter(({ name, value }) => isKnownValue(bundle, name, value));
  if (known.length === 0) {
    const names = bundle.attributes.map(({ name }) => name).join(', ');
    throw badRequest('attributes', attributes, `values that the bundle knows, of: ${names}`);
  }
  const dropped = attributes.filter((each) => !known.includes(each)).map(({ name }) => name);
  const reply = await change(desk, (profile) => {
    const at = desk.clock.now();
    const others = profile.imported.filter((imported) => imported.source !== source);
    const given = known.map(({ name, value }) => ({ source, name, value, at }));
    return { ...profile, imported: [...others, ...given].slice(-MAX_IMPORTED) };
  });
  return { ...reply, dropped };
}

async function importMapped(
  mapping: ImportSource,
  given: unknown,
  desk: Desk,
): Answered<{ revision: number; dropped: readonly string[] }> {
  const { source, fields } = mapping;
  const { bundle } = (await (await desk.getKept()).decider).open;
  const data = toJson(given, MAX_IMPORT_LENGTH);
  const { facts, attributes, dropped } = mapData(bundle, mapping, data);
  if (facts.length + attributes.length === 0) {
    if (dropped.length > 0) throw new Refusal('bad-request', `${dropped.join('; ')}; nothing was changed`);
    throw badRequest('data', data, `something at one of: ${Object.keys(fields).join(', ')}`);
  }
  const changes = facts.length > 0 ? [{ do: 'import', source, facts } as const] : [];
  const reply = await appendNext(desk, (profile) => ({
    changes,
    ...(attributes.length > 0 && {
      set: { imported: withAttributes(profile, source, attributes, desk.clock.now()) },
    }),
  }));
  return { ...reply, dropped };
}

/**
 * Replaces the profile by an exported one, of version 1 or 2. What the bundle does not know is left out, and so are imported
 * attributes where `imports` is not granted; consent and events are there to be read, and are not taken over.
 */
export async function importProfile({ document }: ImportProfileCall, desk: Desk): Answered<{ revision: number }> {
  const imported = readDocument(document);
  const isGranted = await mayImport(desk);
  return change(desk, (former, bundle) => {
    const known = keepKnown(structuredClone(imported), bundle);
    const living = { ...known.living };
    // whoever else has used this device is no part of a document
    delete living.people;
    if (former.living.people) living.people = former.living.people;
    // its budget is this device's: a document must not give back what is spent
    delete living.reports;
    if (former.living.reports) living.reports = former.living.reports;
    // of this device's journal, not of the document's
    if (living.v) living.seq = former.living.seq ?? 0;
    if (!isGranted) delete living.traits;
    // rows up to here are not for it
    if (former.living.seq !== undefined) living.seq = former.living.seq;
    // `shown`: what was on another device's pages
    return { ...known, living, shown: [], ...(!isGranted && { imported: [] }) };
  });
}

/** Puts what `edit` makes of a copy of the profile into its place, or nothing where `edit` throws. */
function change(
  desk: Desk,
  edit: (profile: RawProfile, bundle: Bundle) => RawProfile,
  changes: readonly LivingChange[] = [],
): Answered<{ revision: number }> {
  return appendNext(desk, (profile, bundle) => ({
    set: edit(structuredClone(profile), bundle),
    ...(changes.length > 0 && { changes }),
  }));
}

/** One entry for every value. */
function toAttributes(data: unknown): { name: string; value: string }[] {
  const attributes = isRecord(data)
    ? Object.entries(data).flatMap(([name, values]) => [values].flat().map((value: unknown) => ({ name, value })))
    : [];
  const isAttribute = shape({ name: text(1, MAX_NAME_LENGTH), value: text(1, MAX_NAME_LENGTH) });
  if (!list(isAttribute, 1, MAX_IMPORTED)(attributes)) {
    const expected = `1 to ${MAX_IMPORTED} texts of up to ${MAX_NAME_LENGTH} characters by the names of attributes`;
    throw badRequest('data', data, `${expected}, since the bundle has no mapping for the source`);
  }
  return attributes as { name: string; value: string }[];
}

function readDocument(document: Record<string, unknown>): RawProfile {
  const { format, version, events, profile } = toJson(document, MAX_EXPORT_LENGTH) as Record<string, unknown>;
  if (format !== 'aisle-profile') throw badRequest('export.format', format, '"aisle-profile"');
  if (version !== 1 && version !== 2)
    throw badRequest('export.version', version, '1 or 2: a newer one needs a newer Aisle');
  if (!Array.isArray(events)) throw badRequest('export.events', events, 'a list');
  const wrong = events.findIndex((event) => !isAisleEvent(event));
  if (wrong >= 0) throw badRequest(`export.events[${wrong}]`, events[wrong], 'an event of the canonical vocabulary');
  if (!isRecord(profile) || profile['v'] !== version)
    throw badRequest('export.profile', profile, `a profile of version ${version}`);
  const migrated = version === 1 ? toRawProfile(profile) : (profile as RawProfile);
  if (!migrated) throw badRequest('export.profile', profile, 'a profile of version 1');
  const fields = PROFILE_FIELDS();
  for (const field of new Set([...Object.keys(fields), ...Object.keys(migrated)]) as Set<keyof RawProfile>) {
    if (!Object.hasOwn(fields, field) || !fields[field](migrated[field]))
      throw badRequest(`export.profile.${field}`, migrated[field], 'what docs/data-inventory.md says of it');
  }
  return migrated;
}

/** As JSON would bring it, which it is: no cycles, no prototypes, no key that could be taken for one. */
function toJson(given: unknown, maxLength: number): unknown {
  let json = '';
  try {
    json = JSON.stringify(given) ?? 'null';
  } catch {
    throw badRequest('data', 'no JSON', 'what can be written as JSON');
  }
  if (json.length > maxLength) throw badRequest('data', `${json.length} characters`, `at most ${maxLength} as JSON`);
  return JSON.parse(json, (key, value: unknown) => (key === '__proto__' ? undefined : value));
}
