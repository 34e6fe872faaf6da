const SMALL = new Set('a an and at by for from in of on or the to with de la le'.split(' '));
const UPPER = new Set('uk usa bbq tv cd dvd led iii ii iv'.split(' '));
const UNIT = /^(\d+)(cm|mm|ml|kg|pc|pcs|m|g)$/;

/**
 * "SET OF 3 CAKE TINS" becomes "Set of 3 Cake Tins". Logs of tills shout; a title that already has lower-case letters
 * is left as its author wrote it.
 */
export function toTitleCase(title: string): string {
  const trimmed = title.replace(/\s+/g, ' ').trim();
  if (trimmed !== trimmed.toUpperCase()) return trimmed;
  const words = trimmed.toLowerCase().split(' ');
  return words.map((word, index) => toWord(word, index === 0 || index === words.length - 1)).join(' ');
}

function toWord(word: string, isOuter: boolean): string {
  if (UPPER.has(word)) return word.toUpperCase();
  if (UNIT.test(word)) return word;
  if (SMALL.has(word) && !isOuter) return word;
  // after a hyphen, slash, bracket or ampersand a new word begins; after an apostrophe none does
  return word.replace(
    /(^|[-/(+&",.])(\p{Letter})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}
