import type { ItemId } from '../../contract/ids.ts';
import type { Interest, RawProfile } from '../../contract/profile.ts';
import type { Trait } from '../../contract/living.ts';
import type { ProfilePatch } from '../../contract/protocol.ts';

const DAY_MS = 86_400_000;
/** Of the strongest interest: what is above counts as strong, or as medium. */
const STRONG = 0.6;
const MEDIUM = 0.25;
/** Weaker than this share of the strongest nobody would call it an interest. */
const NOTHING = 0.005;

/** The attribute's name under which words are known. */
export const WORD = 'word';

/** A value that the shopper seems to like. */
export interface LikedValue {
  readonly attribute: string;
  readonly value: string;
  /** As it stands now, in the unit of the profile. */
  readonly weight: number;
  /** Of the strongest, -1..1. */
  readonly share: number;
  readonly strength: 'strong' | 'medium' | 'weak' | 'negative';
}

export interface ViewedItem {
  readonly item: ItemId;
  readonly at: number;
  /** What takes it out of the history; empty where the profile does not know its events one by one. */
  readonly events: readonly string[];
}

export interface SearchedWord {
  readonly word: string;
  readonly at: number;
  readonly events: readonly string[];
}

export interface Imported {
  readonly source: string;
  readonly name: string;
  readonly values: readonly string[];
}

/** Interests by attribute, strongest first, words last; what has faded to nothing, and what is not used, is left out. */
export function likedValues(
  { interests, words, ignored }: RawProfile,
  now: number,
  halfLifeDays: number,
): ReadonlyMap<string, readonly LikedValue[]> {
  const weigh = ([weight, at]: Interest): number => weight * 2 ** (-Math.max(0, now - at) / (halfLifeDays * DAY_MS));
  const isUsed = (attribute: string, value: string): boolean =>
    !ignored.values.some((each) => each.attribute === attribute && each.value === value);
  const all = [...Object.entries(interests), [WORD, words] as const].map(([attribute, values]) => {
    const weighed = Object.entries(values)
      .filter(([value]) => isUsed(attribute, value))
      .map(([value, interest]) => ({ attribute, value, weight: weigh(interest) }));
    return [attribute, weighed] as const;
  });
  return new Map(
    all.flatMap(([attribute, values]) => {
      const most = Math.max(...values.map(({ weight }) => Math.abs(weight)));
      const liked = values
        .map((each) => ({ ...each, share: most > 0 ? each.weight / most : 0 }))
        .filter(({ share }) => Math.abs(share) >= NOTHING)
        .map((each) => ({ ...each, strength: strengthOf(each.share) }))
        .toSorted((a, b) => b.weight - a.weight);
      return liked.length > 0 ? [[attribute, liked] as const] : [];
    }),
  );
}

function strengthOf(share: number): LikedValue['strength'] {
  if (share < 0) return 'negative';
  return share >= STRONG ? 'strong' : share >= MEDIUM ? 'medium' : 'weak';
}

/** Products of the history, the latest first, each once. */
export function viewedItems({ recent, ignored }: RawProfile): ViewedItem[] {
  const items = new Map<ItemId, ViewedItem>();
  for (const { item, at, id } of recent) {
    const events = [...(items.get(item)?.events ?? []), ...(id ? [id] : [])];
    // taken out and put in again, an item stands where it was last looked at
    items.delete(item);
    items.set(item, { item, at, events });
  }
  return [...items.values()].filter(({ item }) => !ignored.items.includes(item)).toReversed();
}

/** Words of searches, the latest first, each once. */
export function searchedWords({ searches, ignored }: RawProfile): SearchedWord[] {
  const words = new Map<string, SearchedWord>();
  for (const { word, at, id } of searches) {
    const events = [...(words.get(word)?.events ?? []), ...(id ? [id] : [])];
    words.delete(word);
    words.set(word, { word, at, events });
  }
  const isUsed = (word: string): boolean =>
    !ignored.values.some(({ attribute, value }) => attribute === WORD && value === word);
  return [...words.values()].filter(({ word }) => isUsed(word)).toReversed();
}

/** Imported attributes with their values. */
export function importedAttributes({ imported }: RawProfile): Imported[] {
  const all = new Map<string, Imported>();
  for (const { source, name, value } of imported) {
    const key = JSON.stringify([source, name]);
    all.set(key, { source, name, values: [...(all.get(key)?.values ?? []), value] });
  }
  return [...all.values()];
}

/** What other systems of the shop's have said for its rules, by system. */
export function traitsBySource({ living }: RawProfile, now: number): ReadonlyMap<string, readonly Trait[]> {
  const all = new Map<string, readonly Trait[]>();
  for (const trait of living.traits ?? [])
    if (trait.until > now) all.set(trait.source, [...(all.get(trait.source) ?? []), trait]);
  return all;
}

/** Every product that the panel names. */
export function namedItems(profile: RawProfile): ItemId[] {
  const { cart, notInterested, ignored } = profile;
  return [
    ...new Set([
      ...viewedItems(profile).map(({ item }) => item),
      ...Object.keys(cart),
      ...notInterested,
      ...ignored.items,
    ]),
  ];
}

/** Whether there is nothing in the profile that could be shown. */
export function isEmpty(profile: RawProfile): boolean {
  const { totals, notInterested, ignored, imported, interests, words, living } = profile;
  return (
    totals.events === 0 &&
    [
      notInterested,
      ignored.items,
      ignored.values,
      imported,
      living.traits ?? [],
      Object.keys(interests),
      Object.keys(words),
    ].every(({ length }) => length === 0)
  );
}

/** Takes events back one by one. */
export function withoutEvents(events: readonly string[]): ProfilePatch[] {
  return events.map((event) => ({ event }));
}
