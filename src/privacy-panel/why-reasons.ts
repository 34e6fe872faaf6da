import type { ItemId } from '../../contract/ids.ts';
import type { Mark, ProfilePatch, Reason, ScoreTerm } from '../../contract/protocol.ts';
import type { SlotOutcome } from '../sdk/visit.ts';
import { attributeName } from './profile-sections.ts';
import { WORD } from './rows.ts';
import type { Words } from './words.ts';

/** Smaller shares of a score explain nothing. */
const LEAST = 0.01;
const MOST_REASONS = 5;
const WEEK_DAYS = 7;
/** Attributes that say what a thing is. */
const KINDS = new Set(['kind', 'category', 'type']);

/** Where an item stands. */
export interface Standing {
  /** What became of its slot; undefined outside a slot, and where no decision was made. */
  readonly outcome: SlotOutcome | undefined;
  readonly item: ItemId;
  readonly isPinned: boolean;
  /** Nothing is known but the page itself. */
  readonly isContextual: boolean;
  /** The page names the shopper's region. */
  readonly isRegional: boolean;
}

/** One part of the score, in words. */
export interface PlainReason {
  readonly text: string;
  /** Of the whole, 0..1. */
  readonly share: number;
  /** "Stop using this", where it is something of the shopper's own; and the way back. */
  readonly stop?: ProfilePatch;
  readonly undo?: ProfilePatch;
  /** Name of the segment that `stop` leaves. */
  readonly leaves?: string;
}

/** What of a reason the device knows by id alone. */
export interface Names {
  titleOf(item: ItemId): string;
  segmentOf(id: string): string;
}

/** The one sentence that says it all, where no score of the shopper's own decided. */
export function plainAnswer(words: Words, { outcome, item, isPinned }: Standing): string | undefined {
  if (isPinned) return words.say('whyPinned');
  if (!outcome?.applied || !outcome.items.includes(item)) return words.say('whyShop');
  if (outcome.source === 'server') return words.say('whyShop');
  if (outcome.source === 'similar') return words.say('whyPage');
  if (outcome.source === 'popular') return words.say('whyPopular');
  return outcome.source === 'regional' ? words.say('whyRegional') : undefined;
}

/** Why it stands where its score alone would not have put it. */
export function plainMark(
  words: Words,
  { mark, because }: Reason,
  names: Names,
): Omit<PlainReason, 'share'> | undefined {
  if (!mark) return undefined;
  const text = words.say(MARKS[mark]);
  if (!because) return { text };
  const reason = bySegment(words, text.replace(/\.$/, ''), because.segment, names);
  return { ...reason, text: `${reason.text}.` };
}

const MARKS = {
  pinned: 'whyPinned',
  explored: 'whyExplored',
  variant: 'whyVariant',
  bought: 'whyBought',
  buried: 'whyBury',
  filtered: 'whyBury',
  out: 'whyOut',
  unwanted: 'whyUnwanted',
} as const satisfies Record<Mark, string>;

/** All in one sentence: what it stands there for, or else what counted most. */
export function plainSentence(
  words: Words,
  reason: Reason,
  names: Names,
  standing: Pick<Standing, 'isContextual' | 'isRegional'>,
): string {
  const [first] = plainReasons(words, reason, names, standing);
  return (plainMark(words, reason, names) ?? first)?.text ?? words.say('whyShop');
}

/** The real terms of the score, largest first, as sentences; terms that read alike are one. */
export function plainReasons(
  words: Words,
  { terms }: Reason,
  names: Names,
  standing: Pick<Standing, 'isContextual' | 'isRegional'>,
): PlainReason[] {
  const whole = terms.reduce((sum, { value }) => sum + Math.abs(value), 0);
  if (whole === 0) return [];
  const reasons = new Map<string, PlainReason>();
  for (const term of terms) {
    const reason = toReason(words, term, names, standing);
    const share = Math.abs(term.value) / whole + (reasons.get(reason.text)?.share ?? 0);
    reasons.set(reason.text, { ...reason, share });
  }
  return [...reasons.values()]
    .filter(({ share }) => share >= LEAST)
    .toSorted((a, b) => b.share - a.share)
    .slice(0, MOST_REASONS);
}

/** Whether the page names the shopper's region. */
export function isRegional(): boolean {
  return document.documentElement.hasAttribute('data-aisle-region');
}

/** The items that the sentences will name. */
export function itemsBehind({ terms }: Reason): ItemId[] {
  return terms.flatMap(({ because }) => (because && 'item' in because ? [because.item] : []));
}

/** Whether a sentence will name a segment. */
export function isBySegment({ terms, because }: Reason): boolean {
  return [because, ...terms.map((term) => term.because)].some((each) => each && 'segment' in each);
}

function toReason(
  words: Words,
  { term, because, value: worth, did, seen }: ScoreTerm,
  names: Names,
  { isContextual, isRegional }: Pick<Standing, 'isContextual' | 'isRegional'>,
): Omit<PlainReason, 'share'> {
  if (term === 'popularity') return { text: words.say(isRegional ? 'whyPopularRegion' : 'whyPopular') };
  const shops = words.say(worth > 0 ? 'whyBoost' : 'whyBury');
  if (because && 'segment' in because) return bySegment(words, shops, because.segment, names);
  if (term === 'shop') return { text: shops };
  if (term === 'new') return { text: words.say('whyNew') };
  if (because && 'item' in because) {
    const { item } = because;
    const name = names.titleOf(item);
    if (isContextual) return { text: words.say('whyContext', { name }) };
    const text = term === 'repeat' ? words.say('whyRepeat') : words.say(toItemText(term, did), { name });
    return { text, stop: { item, ignore: true }, undo: { item, ignore: false } };
  }
  if (term === 'learned' || (term === 'taste' && !because)) return { text: words.say('whyLearned') };
  if (because) {
    const { attribute, value } = because;
    const text = sayLiked(words, attribute, value, seen);
    // what the page says of itself is nobody's to stop
    if (isContextual) return { text };
    return { text, stop: { attribute, value, ignore: true }, undo: { attribute, value, ignore: false } };
  }
  return { text: words.say(term === 'content' ? 'whyOthersLiked' : 'whyOthersLooked') };
}

function bySegment(words: Words, what: string, segment: string, names: Names): Omit<PlainReason, 'share'> {
  const name = names.segmentOf(segment);
  const text = words.say('whyFor', { what, name });
  return { text, stop: { segment, leave: true }, undo: { segment, leave: false }, leaves: name };
}

function toItemText(term: ScoreTerm['term'], did: ScoreTerm['did']) {
  if (term === 'learned' || term === 'taste') return 'whyChoseNext';
  if (did === 'bought') return 'whyBoughtWith';
  return did === 'cart' ? 'whyCartWith' : 'whyLooked';
}

/** "You looked at 3 lanterns this week", where the value is a kind of thing; else that it seems to be liked. */
function sayLiked(words: Words, attribute: string, value: string, seen: ScoreTerm['seen']): string {
  if (seen && KINDS.has(attribute)) {
    const { items, days } = seen;
    // the catalogue's own word, as far as a rule can tell
    const what = isEnglish(words, value)
      ? `${words.number(items)} ${items === 1 ? value : toPlural(value)}`
      : words.count('whyThings', items, { value });
    const when =
      days <= 1 ? words.say('whyToday') : days <= WEEK_DAYS ? words.say('whyThisWeek') : words.count('whyDays', days);
    return words.say('whySeen', { what, when });
  }
  if (attribute === WORD) return words.say('whyLikeWord', { value });
  return words.say('whyLike', { attribute: attributeName(attribute, words), value });
}

/** The trainer makes kinds of English titles alone; a longer name, or a capital, is a shop's own. */
function isEnglish({ lang }: Words, value: string): boolean {
  return lang === 'en' && /^[a-z]+$/.test(value);
}

function toPlural(noun: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
