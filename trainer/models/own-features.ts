import type { TrendsPart } from '../../contract/parts.ts';
import { FEATURE_NAMES } from '../../worker/ranking/learned/features.ts';
import { FIT } from './find-learned.ts';
import { collectGroups } from './learned-groups.ts';
import { scalingOf } from './learned.ts';
import { OWN_CANDIDATES } from './own-model.ts';
import type { Tail } from './tail.ts';

/** What a shop can fit a ranker of its own on; see docs/own-model.md. */
export interface OwnFeatures {
  readonly about: {
    readonly features: readonly string[];
    readonly mean: readonly number[];
    readonly deviation: readonly number[];
    readonly candidates: number;
    /** Group g holds the rows `offsets[g]` up to, but without, `offsets[g + 1]`. */
    readonly offsets: readonly number[];
    /** Per group the row that came next, counted within it; -1: none of them. */
    readonly target: readonly number[];
  };
  /** Rows x features, not standardised. */
  readonly rows: Float32Array;
}

/** Of the older part of the tail, at most `steps` decisions: the rest is what `aisle train` judges by. */
export function toOwnFeatures(tail: Tail, trends: TrendsPart, steps: number): OwnFeatures {
  const targets = tail.targets(steps, 0, FIT);
  const groups = collectGroups(tail, targets, { trends, names: FEATURE_NAMES, candidates: OWN_CANDIDATES });
  const about = {
    features: FEATURE_NAMES,
    ...scalingOf(groups),
    candidates: OWN_CANDIDATES,
    offsets: [...groups.offsets],
    target: [...groups.target],
  };
  return { about, rows: groups.features };
}
