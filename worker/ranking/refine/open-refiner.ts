import type { Learned, PartName, Refine } from '../../../contract/bundle.ts';
import { decodeTaste } from '../../../contract/parts.ts';
import type { LearnedRanker } from '../learned/learned-ranker.ts';
import { createFeedbackStage } from './feedback-stage.ts';
import { createLearnedStage } from './learned-stage.ts';
import { chainRefiners, type CreateRefiner } from './refine.ts';
import { createTasteStage } from './taste.ts';

/** Where what a refiner is made of comes from: undefined for what cannot be had, and the rest is made without it. */
export interface RefinerSources {
  readPart(name: PartName): Promise<ArrayBuffer | undefined>;
  /** A tfjs model. */
  openLearned(part: ArrayBuffer, spec: Learned): Promise<LearnedRanker | undefined>;
}

/** Opens all that a bundle's `refine` names, side by side; undefined where none of it can be had. */
export async function openRefiner(
  { taste, feedback, learned }: Refine,
  { readPart, openLearned }: RefinerSources,
): Promise<CreateRefiner | undefined> {
  const [factors, ranker] = await Promise.all([
    taste && readPart('taste'),
    learned && readPart('learned').then((part) => part && openLearned(part, learned)),
  ]);
  if (!factors && !ranker && !feedback) return undefined;
  return (bundle) => {
    const table = taste && factors && decodeTaste(factors, bundle.ids.length, taste.dims);
    return chainRefiners([
      ...(table ? [createTasteStage(bundle, taste, table)] : []),
      ...(ranker ? [createLearnedStage(bundle, ranker)] : []),
      // last, so that it hears of the order as it is shown
      ...(feedback ? [createFeedbackStage(bundle)] : []),
    ]);
  };
}
