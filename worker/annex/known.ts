import type { RawProfile } from '../../contract/profile.ts';
import type { Bundle } from '../bundle/decode.ts';
import { WORD } from '../profile/raw-profile.ts';
import { markSensitive, sensitiveCheckOf } from './sensitive.ts';

/** Whether the bundle has the value, which nothing else can tell from free text, and it may be learned. */
export function isKnownValue(bundle: Bundle, attribute: string, value: string): boolean {
  const { attributes, wordCodes } = bundle;
  const isThere =
    (attribute === WORD && wordCodes.has(value)) ||
    attributes.some(({ name, values }) => name === attribute && values.includes(value));
  return isThere && !sensitiveCheckOf(bundle)(value);
}

/** `profile` without what the bundle does not know. */
export function keepKnown(profile: RawProfile, bundle: Bundle): RawProfile {
  const sensitive = markSensitive(bundle);
  const isItem = (item: string): boolean => bundle.rows.has(item) && !sensitive.items.includes(bundle.rows.get(item)!);
  const isWord = (word: string): boolean => isKnownValue(bundle, WORD, word);
  const names = new Set(bundle.attributes.map(({ name }) => name));
  return {
    ...profile,
    recent: profile.recent.filter(({ item }) => isItem(item)),
    interests: mapRecord(
      pick(profile.interests, (name) => names.has(name)),
      (values, name) => pick(values, (value) => isKnownValue(bundle, name, value)),
    ),
    words: pick(profile.words, isWord),
    items: pick(profile.items, isItem),
    cart: pick(profile.cart, isItem),
    searches: profile.searches.filter(({ word }) => isWord(word)),
    notInterested: profile.notInterested.filter(isItem),
    ignored: {
      items: profile.ignored.items.filter(isItem),
      values: profile.ignored.values.filter(({ attribute, value }) => isKnownValue(bundle, attribute, value)),
    },
    imported: profile.imported.filter(({ name, value }) => isKnownValue(bundle, name, value)),
  };
}

function pick<T>(record: Readonly<Record<string, T>>, isKept: (key: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => isKept(key)));
}

function mapRecord<T>(record: Readonly<Record<string, T>>, to: (value: T, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}
