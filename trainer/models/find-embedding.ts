import type { EmbeddingParameters } from './embedding.ts';
import { describe } from './find-lists.ts';
import { createMixtureTable } from './mixture-table.ts';
import { validateMixture } from './mixture.ts';
import { previewBundle, type PreviewParts } from './preview.ts';
import type { Finding } from './model.ts';
import type { Tail } from './tail.ts';

export interface EmbeddingSearch {
  readonly parameters: EmbeddingParameters;
  /** `ranking.embedding.decay` */
  readonly decay: number;
  readonly finding: Finding | undefined;
}

/** What a fast search takes without asking: over several shops nothing else was worth more than .001. */
export const USUAL_EMBEDDING: EmbeddingSearch = {
  parameters: { hops: 60, second: 0.75 },
  decay: 0.7,
  finding: undefined,
};
const OTHERS: readonly EmbeddingParameters[] = [
  { hops: 40, second: 0.5 },
  { hops: 40, second: 1 },
  { hops: 100, second: 0.75 },
  { hops: 100, second: 1.5 },
];
const DECAYS = [0.5, 0.85];
const WEIGHTS = [0.004, 0.008, 0.016, 0.032, 0.064];
const EPSILON = 0.0005;

/**
 * Chooses how the embedding is smoothed, then how fast the items of a history fade in it, for the best HR@20 + MRR@20 that a mixture
 * with lists and repeats reaches on the tail under any weight of the embedding. `embed` makes the embedding of the older sessions.
 */
export async function findEmbedding(
  { log, catalogue, parts }: Tail,
  targets: Uint32Array,
  embed: (parameters: EmbeddingParameters) => Promise<PreviewParts['embeddings']>,
): Promise<EmbeddingSearch> {
  const judge = (embeddings: PreviewParts['embeddings'], decay: number): number => {
    const ranking = { ...parts.ranking, embedding: { decay, weight: 0 } };
    const table = createMixtureTable(log, targets, previewBundle(catalogue, { ...parts, ranking, embeddings }));
    const qualities = WEIGHTS.map((weight) => {
      const { hr, mrr } = validateMixture(table, { ...ranking, embedding: { decay, weight } }, 'collaborative');
      return hr + mrr;
    });
    return Math.max(...qualities);
  };
  let { parameters, decay } = USUAL_EMBEDDING;
  let { embeddings } = parts;
  const before = judge(embeddings, decay);
  let after = before;
  for (const other of OTHERS) {
    const tried = await embed(other);
    const quality = judge(tried, decay);
    if (quality > after + EPSILON) [parameters, embeddings, after] = [other, tried, quality];
  }
  for (const other of DECAYS) {
    const quality = judge(embeddings, other);
    if (quality > after + EPSILON) [decay, after] = [other, quality];
  }
  const metric = 'HR@20 + MRR@20 of lists, repeats and embedding, repeats allowed and newest item excluded averaged';
  return {
    parameters,
    decay,
    finding: { what: 'smoothing of the embedding', chosen: describe({ ...parameters, decay }), metric, before, after },
  };
}
