import type { OpenBundle } from '../bundle/open-bundle.ts';
import { readPart } from '../bundle/read-part.ts';
import type { LoadLearned } from '../lazy-rooms.ts';
import type { LearnedRanker } from '../ranking/learned/learned-ranker.ts';

/** Opens the learned ranker that a bundle may carry; undefined where it carries none, or its part cannot be had. */
export async function openLearnedRanker(
  open: OpenBundle,
  loadLearned: LoadLearned,
  baseUrl: string,
): Promise<LearnedRanker | undefined> {
  const { learned } = open.bundle.manifest.ranking;
  const part = learned && (await readPart(open, 'learned'));
  return part ? (await loadLearned(baseUrl)).open(part, learned, baseUrl) : undefined;
}
