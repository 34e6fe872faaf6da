import type { Taste } from '../../../contract/bundle.ts';
import type { ScoreTerm } from '../../../contract/protocol.ts';
import type { RawProfile } from '../../../contract/profile.ts';
import type { Bundle } from '../../bundle/decode.ts';
import type { QuantisedTable } from '../kernel/kernel.ts';
import { createPlainKernel } from '../kernel/plain-kernel.ts';
import { encountersOf, toChoices, type Choices } from './choices.ts';
import { createFoldIn } from './fold-in.ts';
import type { Refiner } from './refine.ts';

/** As a session is ended by it. */
const VISIT_MS = 30 * 60_000;

/** Whether this is somebody's return: the newest event of a product is half an hour old. In a visit its intent leads, on return taste. */
export function isReturning({ recent }: Pick<RawProfile, 'recent'>, now: number): boolean {
  const newest = recent.at(-1);
  return newest !== undefined && now - newest.at >= VISIT_MS;
}

/** How much of the score taste is, from a profile that has met so many items. */
export function tasteShare(taste: Pick<Taste, 'half' | 'visit' | 'return'>, met: number, isReturn: boolean): number {
  return ((isReturn ? taste.return : taste.visit) * met) / (met + taste.half || 1);
}

/**
 * Long-term taste: score = (1 - w) mixture + w max(0, u v)^power / mass, u the profile folded into the items' factors. What is
 * already in the profile keeps `known` of it.
 */
export function createTasteStage(bundle: Bundle, taste: Taste, table: QuantisedTable): Partial<Refiner> {
  const kernel = createPlainKernel(table);
  const foldIn = createFoldIn(taste, table);
  const { known, mass, power } = taste;
  let choices: Choices | undefined;
  let met = new Set<number>();
  let share = 0;
  let affinity = new Float32Array(0);

  const strengthOf = (row: number, value: number): number =>
    value > 0 ? ((met.has(row) ? known : 1) * value ** power) / mass : 0;

  return {
    open(profile, context, { query }) {
      const encounters = encountersOf(profile, bundle);
      choices = toChoices(encounters, taste, bundle.manifest.ranking.events, query.unwanted);
      met = new Set(encounters.map(({ row }) => row));
      share = foldIn.read(choices) ? tasteShare(taste, met.size, isReturning(profile, context.now)) : 0;
    },
    rescore(scores, rows, count) {
      if (share === 0) return;
      if (affinity.length < count) affinity = new Float32Array(count);
      if (rows) kernel.gather(foldIn.vector, rows, count, affinity);
      else kernel.score(foldIn.vector, affinity);
      for (let at = 0; at < count; at++) {
        if (scores[at]! > 0)
          scores[at] = (1 - share) * scores[at]! + share * strengthOf(rows?.[at] ?? at, affinity[at]!);
      }
    },
    explain(row, terms) {
      if (share === 0) return terms;
      const shares = foldIn.explain(row);
      const sum = shares.reduce((total, each) => total + each, 0);
      const unit = sum > 0 ? (share * strengthOf(row, sum)) / sum : 0;
      return [
        ...terms.map((term) => ({ ...term, value: (1 - share) * term.value })),
        ...Array.from(shares, (each, at): ScoreTerm => ({
          term: 'taste',
          value: unit * each,
          because: { item: bundle.ids[choices!.rows[at]!]! },
        })).filter(({ value }) => value !== 0),
      ];
    },
  };
}
