import type { Importance } from '../../contract/bundle.ts';
import { createPlainKernel } from '../../worker/ranking/kernel/plain-kernel.ts';
import { weighColumns } from '../../worker/ranking/refine/importance.ts';
import { createScorer } from '../../worker/ranking/scorer.ts';
import { playSteps } from './journeys.ts';
import type { Finding } from './model.ts';
import type { Tail } from './tail.ts';

const STRENGTHS = [1, 2, 4, 8, 16, 32];
/** What must be sure before a page loads anything more for it. */
const STANDARD_ERRORS = 2;
/** Below every chance that says anything. */
const FLOOR = 1e-9;

export interface ImportanceSearch {
  readonly importance: Importance | null;
  readonly findings: readonly Finding[];
}

/**
 * Whether shoppers of the tail are foretold better with attribute weights of their own, and how soon theirs should count: by the
 * mean log likelihood of what came next under the whole mixture. Null where it gains less than two standard errors, or where
 * the mixture has no use for content.
 */
export function findImportance({ log, bundle }: Tail, targets: Uint32Array): ImportanceSearch {
  const speaks = bundle.manifest.attributes.filter(({ weight }) => weight > 0).length;
  const { alpha, vocabularyWeight } = bundle.manifest.ranking;
  if (alpha.floor === 1 || speaks + Number(vocabularyWeight > 0) < 2) return { importance: null, findings: [] };
  const scorer = createScorer(bundle, createPlainKernel(bundle.embeddings));
  const usual = new Float64Array(targets.length);
  const gains = STRENGTHS.map(() => new Float64Array(targets.length));
  playSteps(log, targets, bundle, ({ step, profile, target, now, region }) => {
    const row = Uint32Array.of(target);
    const likelihood = (strength?: number): number => {
      scorer.open(profile, { now, region });
      if (strength !== undefined) weighColumns(scorer.query, scorer.tables, strength);
      return Math.log(scorer.score(row, 1)[0]! + FLOOR);
    };
    usual[step] = likelihood();
    STRENGTHS.forEach((strength, at) => (gains[at]![step] = likelihood(strength) - usual[step]!));
  });
  const found = gains.map(meanOf).reduce((best, gain, at, all) => (gain.mean > all[best]!.mean ? at : best), 0);
  const { mean, error } = meanOf(gains[found]!);
  const strength = STRENGTHS[found]!;
  const pays = mean > STANDARD_ERRORS * error;
  const before = meanOf(usual).mean;
  return {
    importance: pays ? { strength } : null,
    findings: [
      {
        what: "the shopper's own attribute weights",
        chosen: pays ? `strength ${strength}` : `none: a gain of ${mean.toFixed(4)} is within two standard errors`,
        metric: 'mean log likelihood of the next item by the mixture, nats',
        before,
        after: pays ? before + mean : before,
      },
    ],
  };
}

function meanOf(values: Float64Array): { mean: number; error: number } {
  const count = Math.max(values.length, 1);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares) / count };
}
