import type { OpenBundle } from '../bundle/open-bundle.ts';
import { readPart } from '../bundle/read-part.ts';
import type { LoadLearned } from '../lazy-rooms.ts';
import { createRanker, type Ranker } from '../ranking/rank.ts';

/** Ranks with the learned model that a bundle carries; undefined where its part cannot be had. */
export async function openLearnedRanker(
  open: OpenBundle,
  loadLearned: LoadLearned,
  baseUrl: string,
): Promise<Ranker | undefined> {
  const { learned: spec } = open.bundle.manifest.ranking;
  const part = spec && (await readPart(open, 'learned'));
  if (!part) return undefined;
  const learned = await (await loadLearned(baseUrl)).open(part, spec, baseUrl);
  return createRanker(open.bundle, { learned });
}
