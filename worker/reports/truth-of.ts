import type { RandomSource } from '../../contract/ids.ts';
import type { ReportsState } from '../../contract/living.ts';
import {
  BUCKETS,
  bucketOf,
  HEALTH_CELLS,
  MAX_COUNT,
  MAX_COUNTS,
  OFFER_STEPS,
  STEPS,
  type Task,
} from '../../contract/reports.ts';
import { pick } from './draw.ts';

/** What there is to tell of a visitor; none of it leaves but through `randomise`. */
export interface Visit {
  readonly reports: Pick<ReportsState, 'impressions' | 'offers'>;
  /** Segments and clusters the visitor is in, by id. */
  readonly segments: ReadonlySet<string>;
  /** What the visitor likes most of an attribute. */
  readonly topOf: (attribute: string) => string | undefined;
  /** How often each of `HEALTH_CELLS` happened on the pages of the visit. */
  readonly health: readonly number[];
}

/** The true cell by its place in `cellsOf`, or, of `health`, the clipped counts. */
export type Truth = number | readonly number[];

/**
 * The true answer to a task. Of several impressions, clicks or offers one is drawn, all alike, so that a visitor who does much
 * tells no more than one who does little. `question`: which of a task's questions.
 */
export function truthOf(task: Task, question: number, visit: Visit, random: RandomSource): Truth {
  const { impressions, offers } = visit.reports;
  switch (task.kind) {
    case 'outcome':
      return Number(impressions.some(({ step }) => STEPS.indexOf(step) >= STEPS.indexOf(task.outcome)));
    case 'slots': {
      const shown = impressions.filter(({ list, position }) => position !== undefined && task.slots.includes(list));
      const one = pick(shown, random);
      if (!one) return 0;
      const bucket = task.slots.indexOf(one.list) * BUCKETS.length + bucketOf(one.position!);
      return 1 + bucket * STEPS.length + STEPS.indexOf(one.step);
    }
    case 'rank': {
      const clicked = impressions.filter(({ step, position }) => step !== 'seen' && position !== undefined);
      const one = pick(clicked, random);
      return one ? 1 + bucketOf(one.position!) : 0;
    }
    case 'segments':
      return Number(visit.segments.has(task.segments[question] ?? ''));
    case 'interest':
      return 1 + task.values.indexOf(visit.topOf(task.attribute) ?? '');
    case 'offers': {
      const one = pick(
        offers.filter(({ id }) => task.offers.includes(id)),
        random,
      );
      return one ? 1 + task.offers.indexOf(one.id) * OFFER_STEPS.length + OFFER_STEPS.indexOf(one.step) : 0;
    }
    case 'health':
      return clip(visit.health);
  }
}

/** What somebody would answer of whom nothing is known: what a report says that costs nothing. */
export function noneOf(task: Task): Truth {
  return task.kind === 'health' ? clip([]) : 0;
}

/** At most `MAX_COUNT` each, and `MAX_COUNTS` together: the largest give way first, since what is rare says more. */
function clip(counts: readonly number[]): number[] {
  const clipped = HEALTH_CELLS.map((_, cell) => Math.min(MAX_COUNT, counts[cell] ?? 0));
  for (let over = clipped.reduce((sum, count) => sum + count, 0) - MAX_COUNTS; over > 0; over--)
    clipped[clipped.indexOf(Math.max(...clipped))]!--;
  return clipped;
}
