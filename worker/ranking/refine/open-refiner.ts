import { isRefine, type Learned, type Manifest, type PartName, type Taste } from '../../../contract/bundle.ts';
import { decodeFacts } from '../../../contract/facts.ts';
import type { Merchandising } from '../../../contract/merchandising.ts';
import { decodeRanker, decodeTaste, decodeTrends, partOf } from '../../../contract/parts.ts';
import type { Living } from '../../living/living.ts';
import { areFeatures, TREND_FEATURES } from '../learned/features.ts';
import type { LearnedRanker } from '../learned/learned-ranker.ts';
import { createTableRanker } from '../learned/table-ranker.ts';
import { namedSegments } from './arrange-rules.ts';
import { createArrangeStage } from './arrange-stage.ts';
import { createFeedbackStage } from './feedback-stage.ts';
import { createImportanceStage } from './importance.ts';
import { createLearnedStage } from './learned-stage.ts';
import { chainRefiners, type CreateRefiner, type CreateStage } from './refine.ts';
import { createTasteStage } from './taste.ts';

/** Where what a refiner is made of comes from: undefined for what cannot be had, and the rest is made without it. */
export interface RefinerSources {
  readPart(name: PartName): Promise<ArrayBuffer | undefined>;
  /** A tfjs model. */
  openLearned(part: ArrayBuffer, spec: Learned): Promise<LearnedRanker | undefined>;
  /** Knows which segments a visitor is in; absent where nobody does. */
  readonly living?: (() => Promise<Living | undefined>) | undefined;
}

/**
 * Opens all that a bundle's `refine` names, side by side; undefined where none of it can be had, or where the manifest is of a
 * newer build.
 */
export async function openRefiner(manifest: Manifest, sources: RefinerSources): Promise<CreateRefiner | undefined> {
  const { refine } = manifest;
  if (!isRefine(refine)) return undefined;
  const { importance, taste, learned, feedback, arrange } = refine;
  const opened = await Promise.all([
    taste ? openTaste(manifest, taste, sources) : Promise.resolve(),
    learned ? openRanker(manifest, learned, sources, taste !== null) : Promise.resolve(),
    arrange ? openArrangement(manifest, arrange, sources) : Promise.resolve(),
  ]);
  const stages: CreateStage[] = [
    // first, so that all others see the shopper's own weights
    ...(importance ? [() => createImportanceStage(importance)] : []),
    ...opened.filter((stage) => !!stage),
  ];
  // last, so that it hears of the order as it is shown
  if (feedback) stages.push(createFeedbackStage);
  return stages.length > 0 ? (bundle) => chainRefiners(stages.map((create) => create(bundle))) : undefined;
}

async function openTaste(
  { items }: Manifest,
  taste: Taste,
  { readPart }: RefinerSources,
): Promise<CreateStage | undefined> {
  const part = await readPart('taste');
  const table = part && decodeTaste(part, items, taste.dims);
  return table && ((bundle) => createTasteStage(bundle, taste, table));
}

async function openRanker(
  manifest: Manifest,
  spec: Learned,
  { readPart, openLearned }: RefinerSources,
  isForVisits: boolean,
): Promise<CreateStage | undefined> {
  if (!areFeatures(spec.features)) return undefined;
  const needsTrends = TREND_FEATURES.some((name) => spec.features.includes(name));
  const reading = needsTrends ? readPart('trends') : undefined;
  const part = await readPart('learned');
  const trendsPart = await reading;
  const trends = trendsPart && decodeTrends(trendsPart, manifest);
  if (!part || (needsTrends && !trends)) return undefined;
  const table = partOf(manifest, 'learned')?.type === 'table' && decodeRanker(part, spec);
  const ranker = table ? createTableRanker(table, spec) : await openLearned(part, spec);
  return ranker && ((bundle) => createLearnedStage(bundle, ranker, { trends, isForVisits }));
}

/** Without its part the rules that need nothing of it hold, and without the living profile those that name no segments. */
async function openArrangement(
  { items }: Manifest,
  shop: Merchandising,
  { readPart, living }: RefinerSources,
): Promise<CreateStage> {
  // nobody else's lists wait for it
  const knowing = namedSegments(shop).size > 0 ? living?.() : undefined;
  const part = await readPart('facts');
  const facts = (part && decodeFacts(part, items)) ?? {};
  const room = await knowing;
  const segmentsAt: Living['segmentsAt'] | undefined = room && ((profile, now) => room.segmentsAt(profile, now));
  return (bundle) => createArrangeStage(bundle, facts, shop, { segmentsAt });
}
