import type { Ranking } from '../../contract/bundle.ts';

/** How the parts of a score are mixed; the three weights of distributions add up to 1. */
export interface Mix {
  readonly collaborative: number;
  readonly content: number;
  readonly popularity: number;
}

/**
 * score = (1 - prior) (alpha x collaborative + (1 - alpha) x content) + prior x popularity. Alpha grows with what the lists
 * know of the history, the prior shrinks with what the profile rests on:
 *
 *   alpha = floor + (ceiling - floor) mass / (mass + half),   prior = p / (p + evidence)
 *
 * `hasContent` false: nothing to put beside the lists, so they get all of it.
 */
export function mixOf(
  { alpha: { floor, ceiling, half }, popularity }: Ranking,
  mass: number,
  evidence: number,
  hasContent: boolean,
): Mix {
  const confidence = mass > 0 ? mass / (mass + half) : 0;
  const alpha = hasContent ? floor + (ceiling - floor) * confidence : 1;
  const known = popularity.prior + evidence;
  const prior = known > 0 ? popularity.prior / known : 1;
  return { collaborative: (1 - prior) * alpha, content: (1 - prior) * (1 - alpha), popularity: prior };
}
