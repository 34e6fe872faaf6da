import type { Catalogue } from '../catalogue.ts';
import type { Value } from './themes.ts';

/** Attributes whose values are what a thing is called; the first that a catalogue has. */
const NOUNS = ['kind', 'product_type', 'product type', 'type', 'subcategory', 'category'];
/** A word stands before a noun where so large a share of the noun's events is about items of both. */
const MIN_SHARE = 0.25;
/** Words that say what a thing looks like say little of what it is. */
const LOOKS = new Set(['colour', 'color', 'size']);
const PROPER = new Set(
  'christmas easter halloween regency london paris french english victorian edwardian scandinavian'.split(' '),
);

/**
 * Names a theme in the words a shop's people use: what its values call things, with the word that mostly stands beside it
 * ("hot water bottles and hand warmers"), by the events of the log; or else its two most typical values.
 */
export function createThemeNames(
  { attributes }: Pick<Catalogue, 'attributes'>,
  eventsOf: Uint32Array,
): (values: readonly Value[]) => string {
  const nouns = NOUNS.find((name) => attributes.some((attribute) => attribute.name === name));
  const itemsOf = ({ attribute, value }: Value): Set<number> => {
    const column = attributes.find(({ name }) => name === attribute)!;
    const code = column.values.indexOf(value);
    const items = new Set<number>();
    for (let item = 0; item < eventsOf.length; item++) {
      const codes = column.codes.data.subarray(column.codes.offsets[item], column.codes.offsets[item + 1]);
      if (codes.includes(code)) items.add(item);
    }
    return items;
  };
  const eventsIn = (items: Iterable<number>): number =>
    Array.from(items).reduce((sum, item) => sum + eventsOf[item]!, 0);

  return (values) => {
    const things = values.filter(({ attribute }) => attribute === nouns);
    const words = values.filter(({ attribute }) => attribute !== nouns && !LOOKS.has(attribute));
    if (things.length === 0) return joined((words.length > 0 ? words : values).slice(0, 2).map(toText));
    let last: Value | undefined;
    const phrases = things.slice(0, 2).map((thing) => {
      const items = itemsOf(thing);
      const total = eventsIn(items);
      const shared = words
        .filter(({ value }) => !thing.value.includes(value))
        .map((word) => ({
          word,
          share: eventsIn([...itemsOf(word)].filter((item) => items.has(item))) / (total || 1),
        }));
      const common = shared.filter(({ share }) => share >= MIN_SHARE).toSorted((a, b) => b.share - a.share);
      // "Regency saucers and cakestands": it is not said twice
      const isSaid = last !== undefined && common.some(({ word }) => word === last);
      last = isSaid ? undefined : common[0]?.word;
      return `${last ? `${toText(last)} ` : ''}${toPlural(thing.value)}`;
    });
    return joined(phrases.slice(0, 2));
  };
}

/** As it stands in a text; a number says nothing without its attribute. */
function toText({ attribute, value }: Value): string {
  if (!/\p{L}/u.test(value)) return `${attribute} ${value}`;
  return value
    .split(' ')
    .map((word) => (PROPER.has(word) ? word[0]!.toUpperCase() + word.slice(1) : word))
    .join(' ');
}

/** Of an English noun; what is written in capitals or holds no letters stays as it is. */
function toPlural(noun: string): string {
  if (!/\p{Ll}$/u.test(noun) || /(?:[^s]s|ery|ware|stationery|jewellery)$/.test(noun)) return noun;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

function joined(texts: readonly string[]): string {
  return [...new Set(texts)].join(' and ');
}
