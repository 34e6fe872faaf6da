import { deriveKinds } from './attributes-kind.ts';
import { COLOURS, MATERIALS, NOT_A_COLOUR } from './attributes-lexicon.ts';
import { deriveMotifs } from './attributes-motif.ts';
import { toSingular, toWords } from './words.ts';

/** An attribute before it is coded: the values of every item, empty where unknown. */
export interface ValueColumn {
  readonly name: string;
  readonly type: 'one' | 'many' | 'band';
  readonly lists: readonly (readonly string[])[];
  /** The values in their order, where it is not the alphabet's. */
  readonly order?: readonly string[] | undefined;
}

/**
 * Kind, colour, material and motif of every item, out of its title and, where the title is silent, its description. What
 * cannot be read stays unknown. The words looked for are English.
 */
export function deriveAttributes(titles: readonly string[], descriptions: readonly string[]): ValueColumn[] {
  const words = titles.map(toWords);
  const spare = descriptions.map((description, item) => (description === titles[item] ? [] : toWords(description)));
  const kinds = deriveKinds(titles);
  const read = (find: (words: readonly string[]) => string[]) =>
    words.map((own, item) => {
      const found = find(own);
      return found.length > 0 ? found : find(spare[item]!);
    });
  const columns: ValueColumn[] = [
    { name: 'kind', type: 'one', lists: kinds.map((kind) => (kind === undefined ? [] : [kind])) },
    { name: 'colour', type: 'many', lists: read(findColours) },
    { name: 'material', type: 'many', lists: read(findMaterials) },
    { name: 'motif', type: 'many', lists: deriveMotifs(words, kinds) },
  ];
  return columns.filter(({ lists }) => lists.some((list) => list.length > 0));
}

/** A column of the items files; a `|` anywhere makes it one of several values an item. */
export function toValueColumn(name: string, values: readonly string[]): ValueColumn {
  const type = values.some((value) => value.includes('|')) ? 'many' : 'one';
  const lists = values.map((value) => [
    ...new Set((type === 'many' ? value.split('|') : [value]).map((part) => part.trim()).filter((part) => part !== '')),
  ]);
  return { name, type, lists };
}

/** In the order they are named: the first is the main one. */
function findColours(words: readonly string[]): string[] {
  return findIn(COLOURS, words, (word, before) => NOT_A_COLOUR.has(`${before} ${word}`));
}

function findMaterials(words: readonly string[]): string[] {
  return findIn(MATERIALS, words, () => false);
}

function findIn(
  values: ReadonlyMap<string, string>,
  words: readonly string[],
  isException: (word: string, before: string) => boolean,
): string[] {
  const found = new Set<string>();
  words.forEach((word, index) => {
    const value = values.get(word) ?? values.get(toSingular(word));
    if (value !== undefined && !isException(word, words[index - 1] ?? '')) found.add(value);
  });
  return [...found];
}
