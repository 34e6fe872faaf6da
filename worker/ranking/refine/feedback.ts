import type { AisleEvent } from '../../../contract/events.ts';
import type { ItemId, SlotId } from '../../../contract/ids.ts';
import { MAX_SHOWN_ITEMS, MAX_SHOWN_SLOTS } from '../../../contract/limits.ts';
import type { RawProfile, ShownOrder } from '../../../contract/profile.ts';
import type { Mix } from '../hybrid.ts';

/**
 * The settings that a device chooses among: what is added to the log odds of alpha. The one in the middle is the bundle's own.
 * Alpha therefore never leaves the odds of the bundle's times e^-3 and e^3.
 */
export const SHIFTS: readonly number[] = [-3, -2, -1, 0, 1, 2, 3];
/** Belief in each before anything was clicked. Half of it in the bundle's own: see `worstNats`. */
export const PRIOR: readonly number[] = [0.03, 0.07, 0.15, 0.5, 0.15, 0.07, 0.03];
/** Share of the belief that goes back to the prior with every observation: tastes change (fixed share, Herbster and Warmuth 1998). */
const SHARE = 0.01;
/** Part of each score that is shared out evenly among what was shown: people click for reasons that no score knows. */
const NOISE = 0.1;
/** A place p (0 the first) is looked at with (1 + p)^-FALL: position bias as measured by Joachims, Swaminathan and Schnabel 2017. */
const FALL = 1;
/** For how long a click can be put down to an order. */
const SHOWN_MS = 30 * 60_000;

/**
 * How much worse, in nats of log loss over any `observations` clicks and carts whatsoever, a device can come out than one that
 * had kept the bundle's alpha: a Bayesian mixture loses ln(1 / prior) to any of its members, and a share that returns to
 * the prior costs each observation at most ln(1 / (1 - SHARE / 2)).
 */
export function worstNats(observations: number): number {
  const kept = PRIOR[SHIFTS.indexOf(0)]!;
  return -Math.log(kept) - observations * Math.log(1 - SHARE * (1 - kept));
}

/** What is added to the log odds of alpha, as believed. */
export function meanShift(belief: readonly number[]): number {
  return SHIFTS.reduce((sum, shift, at) => sum + shift * belief[at]!, 0);
}

/** The mixture as this visitor's clicks have tuned it: the log odds of alpha are shifted by the mean of the belief. */
export function tuneMix(mix: Mix, belief: readonly number[]): Mix {
  const both = mix.collaborative + mix.content;
  const alpha = mix.collaborative / both;
  // one side alone has nothing to be weighed against
  if (belief.length !== SHIFTS.length || !(alpha > 0 && alpha < 1)) return mix;
  const tuned = shifted(alpha, meanShift(belief));
  return { ...mix, collaborative: both * tuned, content: both * (1 - tuned) };
}

/** What lists, content and popularity added to an item's score under the bundle's own mixture. */
export interface ShownItem {
  readonly item: ItemId;
  readonly parts: readonly number[];
}

/**
 * What an order needs to be learned from later: of its first places what each side gave the item, which `partsOf` tells.
 * Undefined where one side alone has made it.
 */
export function toShown(
  slot: SlotId,
  items: readonly ItemId[],
  at: number,
  { collaborative, content }: Mix,
  partsOf: (first: readonly ItemId[]) => readonly ShownItem[],
): ShownOrder | undefined {
  const alpha = collaborative / (collaborative + content);
  if (!(alpha > 0 && alpha < 1)) return undefined;
  const found = partsOf(items.slice(0, MAX_SHOWN_ITEMS));
  const valuesOf = (part: number): number[] => found.map(({ parts }) => round(parts[part]!));
  return {
    slot,
    at,
    alpha: round(alpha),
    items: found.map(({ item }) => item),
    collaborative: valuesOf(0),
    content: valuesOf(1),
    popularity: valuesOf(2),
    taken: [],
  };
}

/** The newest order of each slot. */
export function rememberShown(before: readonly ShownOrder[], shown: readonly ShownOrder[]): ShownOrder[] {
  const slots = new Set(shown.map(({ slot }) => slot));
  return [...before.filter(({ slot }) => !slots.has(slot)), ...shown].slice(-MAX_SHOWN_SLOTS);
}

/** What of a profile changes by feedback. */
export type Feedback = Pick<RawProfile, 'shown' | 'belief'>;

/**
 * Learns from the clicks and carts among `events` that fell on a remembered order: each setting is believed in the more, the
 * likelier it made the item that was taken, given where it stood. Undefined where there was nothing to learn.
 *
 *   P(c | setting) = e_c s_c / sum over shown j of e_j s_j,   s_j = alpha' C_j + (1 - alpha') T_j + rest,  e_p = 1 / (1 + p)
 *
 * the position-based click model with its examination e (Craswell et al. 2008), conditioned on one click; then Bayes.
 */
export function learnFrom({ shown, belief }: Feedback, events: readonly AisleEvent[]): Feedback | undefined {
  const learned = { shown, belief: belief.length === SHIFTS.length ? belief : [...PRIOR] };
  for (const event of events) {
    if (event.type !== 'product_click' && event.type !== 'add_to_cart') continue;
    for (const item of event.items) {
      const order = orderOf(learned.shown, item, event.at);
      // once clicked and once put into the cart: either is one observation
      const key = `${event.type === 'add_to_cart' ? 'cart' : 'click'} ${item.id}`;
      if (!order || order.taken.includes(key)) continue;
      learned.belief = observe(learned.belief, order, order.items.indexOf(item.id));
      learned.shown = learned.shown.map((each) => (each === order ? { ...each, taken: [...each.taken, key] } : each));
    }
  }
  return learned.shown === shown ? undefined : learned;
}

/** The newest order that the item stood in: of the slot that the event names, where it names one that is known. */
function orderOf(
  shown: readonly ShownOrder[],
  { id, list }: { readonly id: ItemId; readonly list?: string | undefined },
  at: number,
): ShownOrder | undefined {
  const known = shown.filter((order) => order.items.includes(id) && at >= order.at && at - order.at < SHOWN_MS);
  return known.findLast(({ slot }) => slot === list) ?? known.at(-1);
}

/** Bayes' rule over the settings, and a share back to the prior. */
export function observe(belief: readonly number[], order: ShownOrder, taken: number): number[] {
  const likely = SHIFTS.map((shift, at) => belief[at]! * chanceOf(order, taken, shift));
  const sum = likely.reduce((total, value) => total + value, 0);
  if (!(sum > 0)) return [...belief];
  return likely.map((value, at) => (1 - SHARE) * (value / sum) + SHARE * PRIOR[at]!);
}

/** How likely a setting makes it that of an order the item at place `taken` is clicked, where one is. */
export function chanceOf({ alpha, items, ...parts }: ShownOrder, taken: number, shift: number): number {
  const other = shifted(alpha, shift);
  const scores = items.map(
    (_, at) =>
      (parts.collaborative[at]! * other) / alpha +
      (parts.content[at]! * (1 - other)) / (1 - alpha) +
      parts.popularity[at]!,
  );
  const sum = scores.reduce((total, score) => total + score, 0);
  if (!(sum > 0)) return 1 / items.length;
  const weight = (at: number): number => (((1 - NOISE) * scores[at]!) / sum + NOISE / items.length) * (1 + at) ** -FALL;
  return weight(taken) / items.reduce((total, _, at) => total + weight(at), 0);
}

function shifted(alpha: number, shift: number): number {
  return 1 / (1 + ((1 - alpha) / alpha) * Math.exp(-shift));
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
