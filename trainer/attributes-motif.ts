import { COLOURS, MATERIALS, PRODUCT_NOUNS, SIZES, STOP_WORDS } from './attributes-lexicon.ts';
import { toSingular } from './words.ts';

/** A motif is on so many items at least, and so large a share of the catalogue at most. */
const MIN_ITEMS = 5;
const MAX_SHARE = 0.2;
/** Codes fit a byte. */
const MAX_MOTIFS = 256;
/** Two words are one motif ("union jack") when the rarer of them stands mostly beside the other. */
const PAIR = { items: 5, share: 0.6 };

/**
 * What is on the products or what they are about: the frequent words of titles that are neither the kind nor a colour,
 * material, size or other product noun. Words that mostly stand side by side count as one.
 */
export function deriveMotifs(
  titles: readonly (readonly string[])[],
  kinds: readonly (string | undefined)[],
): string[][] {
  const heads = new Set(kinds.flatMap((kind) => kind?.split(' ') ?? []));
  const isMotif = (word: string) =>
    /^\p{L}[\p{L}-]{2,}$/u.test(word) &&
    ![SIZES, STOP_WORDS, PRODUCT_NOUNS, COLOURS, MATERIALS].some((words) => words.has(word));
  const words = titles.map((title, item) => {
    const own = new Set(kinds[item]?.split(' '));
    return title.map((word) => {
      const singular = toSingular(word);
      return isMotif(word) && isMotif(singular) && !own.has(singular) ? singular : undefined;
    });
  });
  // twice: "home sweet" and "home" are one as well
  const joined = joinPairs(joinPairs(words)).map((list) => list.filter((word) => word !== undefined));
  const counts = countItems(joined);
  const most = MAX_SHARE * titles.length;
  const kept = new Set(
    [...counts]
      // a word that is some other product's kind is a motif only where it is common beside other kinds: a heart, a star
      .filter(([word, count]) => count >= (heads.has(word) ? 3 * MIN_ITEMS : MIN_ITEMS) && count <= most)
      .toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
      .slice(0, MAX_MOTIFS)
      .map(([word]) => word),
  );
  return joined.map((list) => [...new Set(list.filter((word) => kept.has(word)))]);
}

type Words = readonly (string | undefined)[];

/** Joins neighbours that belong together; undefined stands for a word that is no motif. */
function joinPairs(lists: readonly Words[]): Words[] {
  const singles = countItems(lists.map((list) => list.filter((word) => word !== undefined)));
  const pairs = countItems(lists.map(toPairs));
  const belong = (a: string | undefined, b: string | undefined): boolean => {
    if (a === undefined || b === undefined) return false;
    const together = pairs.get(`${a} ${b}`) ?? 0;
    return together >= PAIR.items && together >= PAIR.share * Math.min(singles.get(a)!, singles.get(b)!);
  };
  return lists.map((list) => {
    const joined: (string | undefined)[] = [];
    for (let at = 0; at < list.length; at++) {
      const pair = belong(list[at], list[at + 1]);
      joined.push(pair ? `${list[at]} ${list[at + 1]}` : list[at]);
      if (pair) at++;
    }
    return joined;
  });
}

function toPairs(words: Words): string[] {
  return words.slice(1).flatMap((word, index) => {
    const before = words[index];
    return before !== undefined && word !== undefined && before !== word ? [`${before} ${word}`] : [];
  });
}

function countItems(lists: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const list of lists) for (const word of new Set(list)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
