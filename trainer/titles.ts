/** Words that keep a capital inside a sentence; what a gift shop's catalogue has of them, and common ones. */
const PROPER: ReadonlySet<string> = new Set(
  `christmas xmas easter halloween valentine london paris england english france french danish swiss chinese japanese indian
   moroccan scandinavian american british italian spanish greek german victorian edwardian georgian regency i
   monday tuesday wednesday thursday friday saturday sunday`.split(/\s+/),
);
const PROPER_PAIRS: ReadonlySet<string> = new Set(['union jack', 'st tropez', 'camden town', 'new england']);
const ACRONYMS: ReadonlySet<string> = new Set([
  'tv',
  'led',
  'usb',
  'uk',
  'usa',
  'diy',
  'dvd',
  'cd',
  'mp3',
  'xl',
  'xs',
  '3d',
  'wc',
  'hd',
]);

/**
 * A title as a shopper should read it: one in capitals becomes a sentence ("Set of 72 retrospot paper doilies"), any other
 * keeps its letters; runs of blanks become one.
 */
export function toReadableTitle(title: string): string {
  const plain = title.replaceAll(/\s+/g, ' ').trim();
  if (/\p{Ll}/u.test(plain) || !/\p{Lu}{2}/u.test(plain)) return plain;
  const lower = plain.toLowerCase();
  const words = lower.replaceAll(/[\p{L}\p{N}']+/gu, (word, at: number) => {
    if (ACRONYMS.has(word)) return word.toUpperCase();
    const quoted = lower[at - 1] === '"' && word.length === 1;
    return PROPER.has(word) || quoted ? capitalise(word) : word;
  });
  const paired = words.replaceAll(/\p{L}+ \p{L}+/gu, (pair) =>
    PROPER_PAIRS.has(pair) ? pair.split(' ').map(capitalise).join(' ') : pair,
  );
  return capitalise(paired);
}

function capitalise(text: string): string {
  // "3 hearts" begins with a numeral already
  return text.replace(/^[^\p{L}\p{N}]*\p{L}/u, (start) => start.toUpperCase());
}
