import type { ModelConfig } from './model-config.ts';

/** How long to search for parameters. */
export const SEARCH_EFFORTS = ['fast', 'full'] as const;
export type SearchEffort = (typeof SEARCH_EFFORTS)[number];

/** What a search may spend, by counts alone: the same log always gets the same, however fast the machine is. */
export interface SearchBudget {
  /** Ways of building the lists. */
  readonly listTrials: number;
  /** Steps of the tail on which lists, and mixtures, are judged. */
  readonly listSteps: number;
  readonly mixtureSteps: number;
  /** Ways of building the factors of taste. */
  readonly tasteTrials: number;
  /** Steps of the tail that a learned ranker is fitted on and judged by. */
  readonly rankerSteps: number;
}

const BUDGETS: Readonly<Record<SearchEffort, SearchBudget>> = {
  fast: { listTrials: 50, listSteps: 6_000, mixtureSteps: 2_000, tasteTrials: 16, rankerSteps: 9_000 },
  full: {
    listTrials: 500,
    listSteps: 6_000,
    mixtureSteps: 6_000,
    tasteTrials: 80,
    rankerSteps: 20_000,
  },
};
/** Pairs of a log above which the number of trials falls in proportion. */
const TRIAL_PAIRS = 8_000_000;
const MIN_TRIALS = 8;

/** The budget for a log of so many pairs. */
export function budgetOf(effort: SearchEffort, pairs: number, { trials }: ModelConfig): SearchBudget {
  const budget = BUDGETS[effort];
  const affordable = Math.floor((budget.listTrials * TRIAL_PAIRS) / Math.max(pairs, 1));
  return { ...budget, listTrials: trials ?? Math.max(MIN_TRIALS, Math.min(budget.listTrials, affordable)) };
}
