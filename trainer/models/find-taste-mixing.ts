import { searchCoordinates, type Grid } from './coordinate-search.ts';
import { describe } from './find-lists.ts';
import type { Finding } from './model.ts';
import { createMixJudge, type Mixing, type MixTable } from './taste-mix.ts';
import { gainOf, meanOf } from './taste-validation.ts';

const EPSILON = 0.0005;
const MAX_TRIALS = 40;
/** What taste must be worth, beside two standard errors: a part of its own is to be downloaded. */
const WORTH = 0.005;

const START_MIXING: Mixing = { half: 3, visit: 0, return: 0.5, power: 1, known: 0 };
const RETURN_GRID: Grid<Mixing> = [
  ['return', [0, 0.1, 0.25, 0.75, 0.9, 0.97, 0.99, 0.997]],
  ['power', [0.5, 1.5, 2, 3]],
  ['known', [0.1, 0.3, 1]],
  ['half', [0, 10]],
];
const VISIT_GRID: Grid<Mixing> = [['visit', [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4]]];

type Judge = (mixing: Mixing) => Float64Array;

/** Finds taste's share of the score, on return and in a visit, and whether it is worth more than noise in one of them. */
export function findTasteMixing(table: MixTable): {
  readonly mixing: Mixing;
  readonly isWorth: boolean;
  readonly findings: readonly Finding[];
} {
  const returns = only(table, true);
  const visits = only(table, false);
  const search = (judge: Judge, start: Mixing, grid: Grid<Mixing>): Mixing =>
    searchCoordinates(start, grid, (mixing) => meanOf(judge(mixing)), { maxTrials: MAX_TRIALS, epsilon: EPSILON })
      .parameters;
  const [onReturn, inVisit] = [createMixJudge(returns), createMixJudge(visits)];
  const mixing = search(inVisit, search(onReturn, START_MIXING, RETURN_GRID), VISIT_GRID);
  const without = { ...mixing, visit: 0, return: 0 };
  const isMore = (judge: Judge): boolean => {
    const { mean, error } = gainOf(judge(without), judge(mixing));
    return mean > WORTH && mean > 2 * error;
  };
  const isWithin = isMore(inVisit);
  const finding = (judge: Judge, what: string, metric: string, share: number): Finding => ({
    what,
    chosen: describe({ share, half: mixing.half, power: mixing.power, known: mixing.known }),
    metric,
    before: meanOf(judge(without)),
    after: meanOf(judge(mixing)),
  });
  return {
    mixing: isWithin ? mixing : { ...mixing, visit: 0 },
    isWorth: isWithin || isMore(onReturn),
    findings: [
      finding(
        onReturn,
        'long-term taste on return',
        `NDCG@10 of what ${returns.cases.length} visitors of the tail chose, the mean of all and of what they had not met`,
        mixing.return,
      ),
      finding(
        inVisit,
        'long-term taste in a visit',
        `HR@20 + MRR@20 of ${visits.cases.length} steps of the tail`,
        mixing.visit,
      ),
    ],
  };
}

function only(table: MixTable, isReturn: boolean): MixTable {
  const places = table.cases.flatMap((each, at) => (each.isReturn === isReturn ? [at] : []));
  const pick = <T>(list: readonly T[]): T[] => places.map((at) => list[at]!);
  return {
    mixture: pick(table.mixture),
    affinity: pick(table.affinity),
    met: pick(table.met),
    cases: pick(table.cases),
  };
}
