import type { Ranking } from '../../contract/bundle.ts';

/** How the parts of a score are mixed; the three weights of distributions add up to 1. */
export interface Mix {
  readonly collaborative: number;
  readonly content: number;
  readonly popularity: number;
}

/**
 * score = (1 - prior) (alpha x collaborative + (1 - alpha) x content) + prior x popularity. Alpha is the odds of both
 * sides' support, between two bounds: that of the lists is the mass of what they know of the history, that of content grows with
 * the thickness of the profile, as far as training found that it does. The prior shrinks with what the profile rests on:
 *
 *   alpha = floor + (ceiling - floor) mass / (mass + half evidence^thickness),   prior = p / (p + evidence)
 *
 * `hasContent` false: nothing to put beside the lists, so they get all of it.
 */
export function mixOf(
  { alpha: { floor, ceiling, half, thickness }, popularity }: Ranking,
  mass: number,
  evidence: number,
  hasContent: boolean,
): Mix {
  const confidence = mass > 0 ? mass / (mass + half * evidence ** thickness) : 0;
  const alpha = hasContent ? floor + (ceiling - floor) * confidence : 1;
  const known = popularity.prior + evidence;
  const prior = known > 0 ? popularity.prior / known : 1;
  return { collaborative: (1 - prior) * alpha, content: (1 - prior) * (1 - alpha), popularity: prior };
}
