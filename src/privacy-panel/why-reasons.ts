import type { ItemId } from '../../contract/ids.ts';
import type { ProfilePatch, Reason, ScoreTerm } from '../../contract/protocol.ts';
import type { SlotOutcome } from '../sdk/visit.ts';
import { attributeName } from './profile-sections.ts';
import { WORD } from './rows.ts';
import type { Words } from './words.ts';

/** Smaller shares of a score explain nothing. */
const LEAST = 0.01;
const MOST_REASONS = 5;

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

/** The real terms of the score, largest first, as sentences; terms that read alike are one. */
export function plainReasons(
  words: Words,
  { terms }: Reason,
  titleOf: (item: ItemId) => string,
  standing: Standing,
): PlainReason[] {
  const whole = terms.reduce((sum, { value }) => sum + Math.abs(value), 0);
  if (whole === 0) return [];
  const reasons = new Map<string, PlainReason>();
  for (const term of terms) {
    const reason = toReason(words, term, titleOf, standing);
    const share = Math.abs(term.value) / whole + (reasons.get(reason.text)?.share ?? 0);
    reasons.set(reason.text, { ...reason, share });
  }
  return [...reasons.values()]
    .filter(({ share }) => share >= LEAST)
    .toSorted((a, b) => b.share - a.share)
    .slice(0, MOST_REASONS);
}

/** The items that the sentences will name. */
export function itemsBehind({ terms }: Reason): ItemId[] {
  return terms.flatMap(({ because }) => (because && 'item' in because ? [because.item] : []));
}

function toReason(
  words: Words,
  { term, because }: ScoreTerm,
  titleOf: (item: ItemId) => string,
  { isContextual, isRegional }: Standing,
): Omit<PlainReason, 'share'> {
  if (term === 'popularity') return { text: words.say(isRegional ? 'whyPopularRegion' : 'whyPopular') };
  if (term === 'learned') return { text: words.say('whyLearned') };
  if (because && 'item' in because) {
    const { item } = because;
    const name = titleOf(item);
    if (isContextual) return { text: words.say('whyContext', { name }) };
    const text = term === 'repeat' ? words.say('whyRepeat') : words.say('whyLooked', { name });
    return { text, stop: { item, ignore: true }, undo: { item, ignore: false } };
  }
  if (because) {
    const { attribute, value } = because;
    const text =
      attribute === WORD
        ? words.say('whyLikeWord', { value })
        : words.say('whyLike', { attribute: attributeName(attribute, words), value });
    // what the page says of itself is nobody's to stop
    if (isContextual) return { text };
    return { text, stop: { attribute, value, ignore: true }, undo: { attribute, value, ignore: false } };
  }
  return { text: words.say(term === 'content' ? 'whyOthersLiked' : 'whyOthersLooked') };
}
