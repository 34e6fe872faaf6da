import {
  COLOURS,
  CONTAINERS,
  MATERIALS,
  PREPOSITIONS,
  PRODUCT_NOUNS,
  QUALITIES,
  SHADES,
  SIZES,
  STOP_WORDS,
} from './attributes-lexicon.ts';
import { toSingular, toWords } from './words.ts';

const ROUNDS = 6;
/** From here on a word has to head three titles to be a kind, below it two. */
const LARGE_CATALOGUE = 500;
/** Every word starts as one that headed so many titles of so many; a noun of the lexicon with better odds. */
const PRIOR = { heads: 0.5, titles: 3 };
const NOUN_PRIOR = { heads: 6, titles: 8 };
const NOUN_ODDS = 3;
/** A word that heads fewer of its titles than this is a modifier, whatever stands beside it. */
const MIN_HEAD_SHARE = 0.15;
/** Log odds for the place in the noun phrase: English puts its head last, catalogues often first. */
const LAST = 1.6;
const FIRST = 0.6;
/** Of two nouns side by side the first describes the second: a book box is a box. */
const BEFORE_NOUN_PENALTY = 2;
/** A material ("wine glass") is the thing itself only where nothing better stands there. */
const MATERIAL_PENALTY = 2.5;
/** A word and the head after it are one kind ("hot water bottle" -> "water bottle") when the word rarely stands elsewhere. */
const COMPOUND = { items: 8, share: 0.6, headItems: 25 };

/**
 * What each product is, out of its title: the word that heads the noun phrase, singular. Undefined where no word of
 * the title heads enough of the catalogue's other titles.
 *
 * The catalogue itself is the teacher: which of its words are heads is estimated from where they stand (last in the phrase
 * before a preposition, colours, sizes and materials aside), each title then chooses its likeliest head, and the choices
 * refine the estimate, as in hard expectation maximisation. A word list tips the balance where the catalogue is small.
 */
export function deriveKinds(titles: readonly string[]): (string | undefined)[] {
  const least = titles.length >= LARGE_CATALOGUE ? 3 : 2;
  const wholes = titles.map((title) => candidatesOf(toWords(title)));
  const totals = countWords(wholes);
  // what stands in one title or two cannot be learned from others
  const isFrequent = ({ word }: PhraseWord) =>
    (totals.get(word)! >= least && !QUALITIES.has(word)) || PRODUCT_NOUNS.has(word);
  const phrases = titles.map((title) => toPhrase(title).filter(isFrequent));
  let chosen: (string | undefined)[] = phrases.map((phrase) => phrase.at(-1)?.word);
  for (let round = 0; round < ROUNDS; round++) {
    const heads = countHeads(chosen);
    chosen = phrases.map((phrase) => chooseHead(phrase, (word) => toLogOdds(word, heads, totals)));
  }
  const found = countHeads(chosen);
  const isKind = ({ word, isMaterial }: PhraseWord) => {
    const count = found.get(word) ?? 0;
    if (PRODUCT_NOUNS.has(word)) return count >= least || !isMaterial;
    return !QUALITIES.has(word) && count >= least && count >= MIN_HEAD_SHARE * totals.get(word)!;
  };
  const kinds = phrases.map((phrase, item) => {
    const own = phrase.filter(isKind);
    return chooseHead(own.length > 0 ? own : wholes[item]!.filter(isKind), (word) => toLogOdds(word, found, totals));
  });
  const sets = titles.map((title) => /\bset$/i.test(title.trim()));
  sets.forEach((isSet, item) => {
    if (isSet) kinds[item] ??= 'set';
  });
  const whole = mendCutWords(kinds, countHeads(kinds));
  return joinCompounds(phrases, whole, countHeads(whole));
}

/** "neckl" is a necklace: systems that cap a title's length cut its last word. */
function mendCutWords(
  kinds: readonly (string | undefined)[],
  heads: ReadonlyMap<string, number>,
): (string | undefined)[] {
  const mended = new Map<string, string>();
  for (const [word, count] of heads) {
    if (PRODUCT_NOUNS.has(word) || word.length < 4) continue;
    const whole = [...heads].find(([other, many]) => other !== word && other.startsWith(word) && many >= 5 * count);
    if (whole) mended.set(word, whole[0]);
  }
  return kinds.map((kind) => (kind === undefined ? undefined : (mended.get(kind) ?? kind)));
}

interface PhraseWord {
  readonly word: string;
  /** Whether it stands right after the candidate before it. */
  readonly follows: boolean;
  readonly isMaterial: boolean;
}

/** The words of a title that may be its head, up to the first preposition or comma. */
function toPhrase(title: string): PhraseWord[] {
  const [main = ''] = title.split(/ - |[,;:(]|\s\/\s/);
  const words = skipQuantity(toWords(main));
  const cut = words.findIndex((word, index) => index > 0 && PREPOSITIONS.has(word));
  return candidatesOf(cut < 0 ? words : words.slice(0, cut));
}

/** "set of 6 candles", "s/6 candles" and "box of candles" are candles; "magnets pack of 4 swallows" are magnets. */
function skipQuantity(words: string[]): string[] {
  const of = words.indexOf('of');
  const isQuantity = of > 0 && (CONTAINERS.has(words[of - 1]!) || /^\d/.test(words[of + 1] ?? ''));
  if (isQuantity) {
    const before = words.slice(0, of - 1);
    if (candidatesOf(before).length > 0) return before;
    if (/\p{L}{3}/u.test(words.slice(of + 1).join(' '))) return words.slice(of + 1);
  }
  const isSet = words.length > 2 && /^(?:s|set|pack)$/.test(words[0]!) && /^\d+$/.test(words[1]!);
  return isSet ? words.slice(2) : words;
}

function candidatesOf(words: readonly string[]): PhraseWord[] {
  const candidates: PhraseWord[] = [];
  let follows = false;
  for (const [index, word] of words.entries()) {
    const singular = toSingular(word);
    const isPlain = /^\p{L}[\p{L}-]*\p{L}$/u.test(word) && word.length > 2;
    const isModifier = [word, singular].some((form) => SIZES.has(form) || STOP_WORDS.has(form) || COLOURS.has(form));
    const isShade = SHADES.has(word) && COLOURS.has(words[index + 1] ?? '');
    const isCandidate = isPlain && !isModifier && !isShade;
    if (isCandidate) candidates.push({ word: singular, follows, isMaterial: MATERIALS.has(word) });
    follows = isCandidate;
  }
  return candidates;
}

function chooseHead(phrase: readonly PhraseWord[], logOdds: (word: string) => number): string | undefined {
  let best: string | undefined;
  let highest = -Infinity;
  phrase.forEach(({ word, isMaterial }, index) => {
    const place = (index === phrase.length - 1 ? LAST : 0) + (index === 0 ? FIRST : 0);
    const next = phrase[index + 1];
    const describes = next !== undefined && next.follows && PRODUCT_NOUNS.has(next.word) && next.word !== word;
    const penalty = (isMaterial && phrase.length > 1 ? MATERIAL_PENALTY : 0) + (describes ? BEFORE_NOUN_PENALTY : 0);
    const odds = logOdds(word) + place - penalty;
    // of equals the later one: English puts its head last
    if (odds >= highest) [best, highest] = [word, odds];
  });
  return best;
}

function toLogOdds(word: string, heads: ReadonlyMap<string, number>, totals: ReadonlyMap<string, number>): number {
  const isNoun = PRODUCT_NOUNS.has(word);
  const prior = isNoun ? NOUN_PRIOR : PRIOR;
  const share = ((heads.get(word) ?? 0) + prior.heads) / ((totals.get(word) ?? 0) + prior.titles);
  return Math.log(share / (1 - share)) + (isNoun ? NOUN_ODDS : 0);
}

function countWords(phrases: readonly (readonly PhraseWord[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const phrase of phrases) {
    for (const word of new Set(phrase.map((each) => each.word))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function countHeads(chosen: readonly (string | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const head of chosen) if (head !== undefined) counts.set(head, (counts.get(head) ?? 0) + 1);
  return counts;
}

/** Splits broad kinds: a ring is not a key ring. */
function joinCompounds(
  phrases: readonly (readonly PhraseWord[])[],
  kinds: readonly (string | undefined)[],
  heads: ReadonlyMap<string, number>,
): (string | undefined)[] {
  const totals = countWords(phrases);
  const pairs = new Map<string, number>();
  const modifiers = phrases.map((phrase, item) => {
    const at = phrase.findLastIndex(({ word }) => word === kinds[item]);
    const before = at > 0 ? phrase[at - 1] : undefined;
    return before && !before.isMaterial ? before.word : undefined;
  });
  modifiers.forEach((modifier, item) => {
    const pair = `${modifier} ${kinds[item]}`;
    if (modifier !== undefined && kinds[item] !== undefined) pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  });
  return kinds.map((kind, item) => {
    const modifier = modifiers[item];
    if (kind === undefined || modifier === undefined) return kind;
    const together = pairs.get(`${modifier} ${kind}`) ?? 0;
    const isCompound =
      together >= COMPOUND.items &&
      together >= COMPOUND.share * totals.get(modifier)! &&
      heads.get(kind)! >= COMPOUND.headItems;
    return isCompound ? `${modifier} ${kind}` : kind;
  });
}
