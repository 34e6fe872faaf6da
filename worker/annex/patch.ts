import type { AisleEvent } from '../../contract/events.ts';
import type { ItemId } from '../../contract/ids.ts';
import { MAX_IGNORED, MAX_NOT_INTERESTED } from '../../contract/limits.ts';
import type { RawProfile } from '../../contract/profile.ts';
import type { ProfilePatch } from '../../contract/protocol.ts';
import type { Bundle } from '../bundle/decode.ts';
import { isFolded } from '../profile/known-event.ts';
import { entryOf, setEntry, WORD } from '../profile/raw-profile.ts';
import { badRequest } from './desk.ts';
import { isKnownValue } from './known.ts';
import type { SegmentPatch } from './leave.ts';
import { changeItem, takeBack } from './take-back.ts';

/** What a patch is held against. */
export interface PatchContext {
  readonly bundle: Bundle;
  /** Those still in the journal; what is taken back is taken out. */
  readonly events: AisleEvent[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Which of the call's patches, for what is said of it. */
  readonly place: string;
}

type InterestPatch = Extract<ProfilePatch, { interest: unknown }>['interest'];
type ImportedPatch = Extract<ProfilePatch, { imported: unknown }>['imported'];

/** @throws Refusal saying what was given and what was expected; the profile is then of no use any more */
export function applyPatch(
  profile: RawProfile,
  patch: Exclude<ProfilePatch, SegmentPatch>,
  context: PatchContext,
): void {
  if ('interest' in patch) setInterest(profile, patch.interest, context);
  else if ('event' in patch) takeBackEvent(profile, patch.event, context);
  else if ('imported' in patch) setImported(profile, patch.imported, context);
  else if ('source' in patch) forgetSource(profile, patch.source, context);
  else if ('attribute' in patch) ignoreValue(profile, patch, context);
  else if ('notInterested' in patch) {
    assertItem(profile, patch.item, context);
    toggle(profile.notInterested, patch.item, patch.notInterested, MAX_NOT_INTERESTED);
  } else {
    assertItem(profile, patch.item, context);
    if (patch.ignore !== profile.ignored.items.includes(patch.item)) {
      changeItem(profile, patch.item, context.bundle, patch.ignore ? -1 : 1);
    }
    toggle(profile.ignored.items, patch.item, patch.ignore, MAX_IGNORED);
  }
}

function setInterest(profile: RawProfile, { attribute, value, weight }: InterestPatch, context: PatchContext): void {
  assertValue(profile, attribute, value, context);
  const interests = interestsOf(profile, attribute, context) ?? {};
  if (weight === 0) {
    delete interests[value];
    if (interests === profile.words) profile.searches = profile.searches.filter(({ word }) => word !== value);
    return;
  }
  setEntry(interests, value, [weight, context.now]);
  if (interests !== profile.words) setEntry(profile.interests, attribute, interests);
}

function takeBackEvent(profile: RawProfile, id: string, { bundle, events, place }: PatchContext): void {
  const at = isFolded(profile, id) ? events.findIndex((known) => known.id === id) : -1;
  const [event = rememberedEvent(profile, id)] = at < 0 ? [] : events.splice(at, 1);
  if (!event) throw badRequest(`${place}.event`, id, 'the id of an event in profile.recent or profile.searches');
  takeBack(profile, event, bundle);
}

/** What the profile remembers of an event that is in no journal any more: quantities and ratings are gone. */
function rememberedEvent({ recent, searches }: RawProfile, id: string): AisleEvent | undefined {
  const looks = recent.filter((event) => event.id === id);
  const words = searches.filter((search) => search.id === id);
  const at = (looks[0] ?? words[0])?.at;
  if (at === undefined) return undefined;
  if (words.length > 0) return { id, at, type: 'search', tokens: words.map(({ word }) => word) };
  return { id, at, type: looks[0]!.type, items: looks.map(({ item }) => ({ id: item })) } as AisleEvent;
}

function ignoreValue(
  profile: RawProfile,
  { attribute, value, ignore }: Extract<ProfilePatch, { attribute: string }>,
  context: PatchContext,
): void {
  assertValue(profile, attribute, value, context);
  const { ignored } = profile;
  ignored.values = ignored.values.filter((known) => known.attribute !== attribute || known.value !== value);
  if (ignore) ignored.values = [...ignored.values, { attribute, value }].slice(-MAX_IGNORED);
}

function setImported(
  profile: RawProfile,
  { source, name, value }: ImportedPatch,
  { bundle, now, place }: PatchContext,
): void {
  const isMeant = (known: RawProfile['imported'][number]): boolean => known.source === source && known.name === name;
  if (!profile.imported.some(isMeant))
    throw badRequest(`${place}.imported`, { source, name }, 'source and name of one of profile.imported');
  if (value !== null && !isKnownValue(bundle, name, value))
    throw badRequest(`${place}.imported.value`, value, `null, or a value that the bundle knows of ${name}`);
  profile.imported = profile.imported.filter((known) => !isMeant(known));
  if (value !== null) profile.imported.push({ source, name, value, at: now });
}

/** Also what the bundle has no mapping for any more. */
function forgetSource(profile: RawProfile, source: string, { place }: PatchContext): void {
  const { imported, living } = profile;
  const isOther = (known: { readonly source: string }): boolean => known.source !== source;
  const traits = living.traits ?? [];
  if (imported.every(isOther) && traits.every(isOther))
    throw badRequest(`${place}.source`, source, 'a source of something in profile.imported or profile.living.traits');
  profile.imported = imported.filter(isOther);
  if (traits.length > 0) living.traits = traits.filter(isOther);
}

function toggle<T>(list: T[], value: T, isIn: boolean, cap: number): void {
  const place = list.indexOf(value);
  if (place >= 0) list.splice(place, 1);
  if (isIn) list.push(value);
  if (list.length > cap) list.shift();
}

function interestsOf(
  profile: RawProfile,
  attribute: string,
  { bundle }: Pick<PatchContext, 'bundle'>,
): RawProfile['words'] | undefined {
  const isWord = attribute === WORD && !bundle.attributes.some(({ name }) => name === WORD);
  return isWord ? profile.words : entryOf(profile.interests, attribute);
}

/** A value may be older than the bundle. */
function assertValue(profile: RawProfile, attribute: string, value: string, context: PatchContext): void {
  const { bundle, place } = context;
  if (isKnownValue(bundle, attribute, value)) return;
  if (entryOf(interestsOf(profile, attribute, context) ?? {}, value)) return;
  if (profile.ignored.values.some((known) => known.attribute === attribute && known.value === value)) return;
  const names = bundle.attributes.map(({ name }) => name).join(', ');
  throw badRequest(place, { attribute, value }, `a value that bundle or profile know, of: ${names}, ${WORD}`);
}

function assertItem(
  { items, notInterested, ignored, recent }: RawProfile,
  item: ItemId,
  { bundle, place }: PatchContext,
): void {
  const isKnown =
    bundle.rows.has(item) ||
    Object.hasOwn(items, item) ||
    [...notInterested, ...ignored.items, ...recent.map((event) => event.item)].includes(item);
  if (!isKnown) throw badRequest(`${place}.item`, item, 'the id of an item that bundle or profile know');
}
