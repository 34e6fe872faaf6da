import type { LoggedEvent } from '../../contract/living.ts';
import type { RawProfile } from '../../contract/profile.ts';
import type { Bundle } from '../bundle/decode.ts';
import { NAME } from '../intake/name.ts';
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
    living: keepKnownLiving(profile.living, bundle, isItem),
  };
}

function keepKnownLiving(
  living: RawProfile['living'],
  bundle: Bundle,
  isItem: (item: string) => boolean,
): RawProfile['living'] {
  const { log, vectors, bought, boughtItems, cart, ignored } = living;
  const isValue = (value: string, attribute: string): boolean => isKnownValue(bundle, attribute, value);
  const keepValues = <T>(record: Readonly<Record<string, Record<string, T>>>): Record<string, Record<string, T>> =>
    mapRecord(record, (values, attribute) => pick(values, (value) => isValue(value, attribute)));
  return {
    ...living,
    ...(log && { log: log.flatMap((event) => keepKnownEvent(event, isItem, (word) => isValue(word, WORD))) }),
    ...(vectors && { vectors: keepValues(vectors) }),
    ...(bought && { bought: keepValues(bought) }),
    ...(boughtItems && { boughtItems: pick(boughtItems, isItem) }),
    ...(cart && { cart: pick(cart, isItem) }),
    ...(ignored && {
      ignored: {
        items: ignored.items.filter(isItem),
        values: ignored.values.filter(({ attribute, value }) => isValue(value, attribute)),
      },
    }),
  };
}

/** As `minimise` would have let it through; nothing where nothing is left of what it was about. */
function keepKnownEvent(
  { items, words, name, ...event }: LoggedEvent,
  isItem: (item: string) => boolean,
  isWord: (word: string) => boolean,
): LoggedEvent[] {
  const kept = items?.filter(({ id }) => isItem(id));
  const known = words?.filter(isWord);
  if ((items?.length && !kept?.length) || (words?.length && !known?.length)) return [];
  return [
    { ...event, ...(kept && { items: kept }), ...(known && { words: known }), ...(NAME.test(name ?? '') && { name }) },
  ];
}

function pick<T>(record: Readonly<Record<string, T>>, isKept: (key: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => isKept(key)));
}

function mapRecord<T>(record: Readonly<Record<string, T>>, to: (value: T, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}
