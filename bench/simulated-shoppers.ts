import type { ItemRef } from '../contract/events.ts';
import type { ShownOrder } from '../contract/profile.ts';
import type { Mix } from '../worker/ranking/hybrid.ts';
import {
  chanceOf,
  learnFrom,
  meanShift,
  PRIOR,
  SHIFTS,
  toShown,
  tuneMix,
  type Feedback,
} from '../worker/ranking/refine/feedback.ts';

/** What one page shows: per item what lists, content and popularity add to its score under the bundle's own alpha. */
export interface Slate {
  readonly mix: Mix;
  readonly collaborative: readonly number[];
  readonly content: readonly number[];
  readonly popularity: readonly number[];
}

export interface Simulation {
  /** What this shopper's own taste adds to the log odds of the bundle's alpha. */
  readonly shift: number;
  /** One page after the other; on each one item is clicked. */
  readonly slates: readonly Slate[];
  readonly random: () => number;
}

/** Means over pages, in order. */
export interface Outcome {
  /** NDCG of the order against the shopper's own scores: as the bundle has it, as tuned, and as an oracle would have it at best. */
  readonly ndcgPrior: readonly number[];
  readonly ndcgTuned: readonly number[];
  /** Nats by which the tuned forecast of the clicks has been worse than the bundle's, summed up to each page. */
  readonly regretNats: readonly number[];
  /** Mean shift believed in after each page. */
  readonly believed: readonly number[];
}

/**
 * A shopper who likes what `shift` makes of a score, looks at places with 1 / (1 + p), clicks one item a page, and whose device
 * learns from it with the worker's own code. A tenth of the clicks are on anything.
 */
export function simulate({ shift, slates, random }: Simulation): Outcome {
  const ndcgPrior: number[] = [];
  const ndcgTuned: number[] = [];
  const regretNats: number[] = [];
  const believed: number[] = [];
  let feedback: Feedback = { shown: [], belief: [...PRIOR] };
  let regret = 0;
  slates.forEach((slate, page) => {
    const tuned = tuneMix(slate.mix, feedback.belief);
    const order = orderBy(slate, tuned);
    const relevance = relevanceOf(slate, shift);
    ndcgTuned.push(ndcg(order, relevance));
    ndcgPrior.push(ndcg(orderBy(slate, slate.mix), relevance));
    const ids = order.map((item) => `${item}`);
    const { mix, collaborative, content, popularity } = slate;
    const shown = toShown('home', ids, page, mix, (first) =>
      first.map((item) => ({
        item,
        parts: [collaborative, content, popularity].map((values) => values[Number(item)]!),
      })),
    );
    if (shown) {
      const taken = draw(shown, shift, random);
      const forecast = (belief: readonly number[]): number =>
        SHIFTS.reduce((sum, each, at) => sum + belief[at]! * chanceOf(shown, taken, each), 0);
      regret += Math.log(chanceOf(shown, taken, 0)) - Math.log(forecast(feedback.belief));
      const items: [ItemRef] = [{ id: shown.items[taken]! }];
      const click = { id: '0'.repeat(32), at: page, type: 'product_click' as const, items };
      feedback = learnFrom({ ...feedback, shown: [shown] }, [click]) ?? feedback;
    }
    regretNats.push(regret);
    believed.push(meanShift(feedback.belief));
  });
  return { ndcgPrior, ndcgTuned, regretNats, believed };
}

function orderBy({ mix, collaborative, content, popularity }: Slate, tuned: Mix): number[] {
  const score = (item: number): number =>
    (collaborative[item]! * tuned.collaborative) / mix.collaborative +
    (content[item]! * tuned.content) / mix.content +
    popularity[item]!;
  return collaborative.map((_, item) => item).toSorted((a, b) => score(b) - score(a) || a - b);
}

/** What the shopper would give each item. */
function relevanceOf(slate: Slate, shift: number): number[] {
  const odds = (slate.mix.collaborative / slate.mix.content) * Math.exp(shift);
  const both = slate.mix.collaborative + slate.mix.content;
  const own = { ...slate.mix, collaborative: (both * odds) / (1 + odds), content: both / (1 + odds) };
  return slate.collaborative.map(
    (value, item) =>
      (value * own.collaborative) / slate.mix.collaborative +
      (slate.content[item]! * own.content) / slate.mix.content +
      slate.popularity[item]!,
  );
}

function draw(shown: ShownOrder, shift: number, random: () => number): number {
  let left = random();
  for (let place = 0; place < shown.items.length; place++) {
    left -= chanceOf(shown, place, shift);
    if (left < 0) return place;
  }
  return shown.items.length - 1;
}

function ndcg(order: readonly number[], relevance: readonly number[]): number {
  const gain = (items: readonly number[]): number =>
    items.reduce((sum, item, place) => sum + relevance[item]! / Math.log2(2 + place), 0);
  const best = relevance.map((_, item) => item).toSorted((a, b) => relevance[b]! - relevance[a]!);
  return gain(order) / gain(best);
}
