const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['mice', 'mouse'],
  ['geese', 'goose'],
  ['children', 'child'],
  ['men', 'man'],
  ['women', 'woman'],
  ['feet', 'foot'],
  ['teeth', 'tooth'],
  ['leaves', 'leaf'],
  ['knives', 'knife'],
  ['shelves', 'shelf'],
  ['scarves', 'scarf'],
  ['wolves', 'wolf'],
  ['loaves', 'loaf'],
  ['halves', 'half'],
  ['shoes', 'shoe'],
  ['toes', 'toe'],
  ['canoes', 'canoe'],
  ['cookies', 'cookie'],
  ['movies', 'movie'],
  ['pies', 'pie'],
  ['ties', 'tie'],
  ['lies', 'lie'],
  ['calories', 'calorie'],
  ['brownies', 'brownie'],
  ['hoodies', 'hoodie'],
  ['lens', 'lens'],
  ['always', 'always'],
  ['christmas', 'christmas'],
  ['xmas', 'xmas'],
  ['scissors', 'scissors'],
  ['glasses', 'glass'],
  ['sunglasses', 'sunglasses'],
  ['trousers', 'trousers'],
  ['shorts', 'shorts'],
  ['pyjamas', 'pyjamas'],
  ['jeans', 'jeans'],
  ['moses', 'moses'],
]);

/**
 * The words of a title or description: lower case, hyphens and apostrophes inside a word kept ("t-light", "mother's"),
 * everything else is a boundary. `&` and `+` stand for "and", `w/` and a lone `w` for "with".
 */
export function toWords(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll(/\bw\//g, ' with ')
      .replaceAll(/[’‘`]/g, "'")
      .replaceAll(/[&+]/g, ' and ')
      .match(/[\p{L}\p{N}]+(?:[-'][\p{L}\p{N}]+)*/gu) ?? []
  ).map((word) => (word === 'w' ? 'with' : word.replace(/'s$/, '').replaceAll("'", '')));
}

/** English plural to singular, lightly: what it does not know it leaves alone rather than break. */
export function toSingular(word: string): string {
  const known = IRREGULAR.get(word);
  if (known !== undefined) return known;
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is|as|os)$/.test(word)) return word;
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|x|ss|zz|o)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}
