import type { Ranking } from '../../contract/bundle.ts';
import { trust } from '../../worker/ranking/collaborative.ts';
import type { Log } from '../log.ts';
import { fillUnseen, trainEmbedding } from './embedding.ts';
import type { EmbeddingSearch } from './find-embedding.ts';
import { HISTORY, type ListSearch } from './find-lists.ts';
import { buildLists, type Lists } from './lists.ts';
import { EVENT_WEIGHTS, type ModelConfig } from './model-config.ts';
import type { Popularity } from './model.ts';
import type { Pairs } from './pairs.ts';
import { regionalTops, shareOf } from './popularity.ts';
import type { PreviewParts } from './preview.ts';
import { expect, findKin, type Kin } from './propagate.ts';
import { longestRow, pruneLists } from './prune-lists.ts';
import { quantiseLists, quantisePopularity, quantiseRows } from './quantise.ts';
import { countRepeats, repeatsFrom } from './repeats.ts';
import { sessionCount, type Sequences } from './sequences.ts';
import type { SparseRows } from './sparse.ts';

const REGIONAL_TOP = 50;

export interface BuildData {
  readonly log: Log;
  /** Of the log, or of a part of it. */
  readonly sequences: Sequences;
  readonly pairs: Pairs;
  readonly similarity: SparseRows | undefined;
  readonly search: ListSearch;
  readonly embedding: Pick<EmbeddingSearch, 'parameters' | 'decay'>;
  /** How fast popularity ages; see `shareOf`. */
  readonly tau: number;
  readonly seed: number;
  readonly config: ModelConfig;
}

/** Everything of a model that is built anew for each part of a log; the mixture is still to be found. */
export async function buildParts(data: BuildData): Promise<PreviewParts> {
  const { log, sequences, pairs, similarity, search, embedding, tau, seed, config } = data;
  const { support } = pairs;
  const dims = config.dims ?? 64;
  const length = config.listLength ?? 20;
  const lists = buildLists(pairs, similarity, search.lists, longestRow(length));
  const rows = await trainEmbedding(pairs, embedding.parameters, dims, seed);
  fillUnseen(rows, similarity, sequences.items);
  const kin = findKin(similarity, support);
  const popularity: Popularity = {
    support,
    share: toShares(expect(shareOf(sequences, tau), kin)),
    ...regionalTops(log, sequences, tau, REGIONAL_TOP),
  };
  const repeat = countRepeats(sequences, repeatsFrom(sessionCount(sequences)), HISTORY);
  return {
    ranking: firstRanking(search.sum, embedding.decay, repeat, config),
    attributeWeights: [],
    neighbours: quantiseLists(pruneLists(trustKin(lists, kin, support, search.sum.damp), support, length)),
    embeddings: quantiseRows(rows),
    popularity: quantisePopularity(popularity),
  };
}

/** Lists of unseen items as far as those of their kin are believed; a device believes them as if they had been seen once. */
function trustKin(lists: Lists, kin: Kin | undefined, support: Uint32Array, damp: number): Lists {
  const expected = expect(support, kin);
  const weight = lists.weight.map((value, at) => {
    const item = Math.floor(at / lists.k);
    return support[item] === 0 ? (value * trust(expected[item]!, damp)) / trust(0, damp) : value;
  });
  return { ...lists, weight };
}

function toShares(values: Float64Array): Float32Array {
  const sum = values.reduce((total, value) => total + value, 0);
  return Float32Array.from(values, (value) => (sum > 0 ? value / sum : 0));
}

/** The parameters before the mixture has been found; what is not known yet is neutral. */
function firstRanking(sum: ListSearch['sum'], fading: number, repeat: number[], config: ModelConfig): Ranking {
  const { first, decay, damp } = sum;
  return {
    history: HISTORY,
    lists: { first, decay, damp },
    embedding: { decay: fading, weight: 0 },
    repeat,
    alpha: { floor: 0.5, ceiling: 0.9, half: 0.1 },
    popularity: { prior: 0.1, region: 0.5, temper: 1 },
    events: { ...EVENT_WEIGHTS, ...config.eventWeights },
    halfLifeDays: config.halfLifeDays ?? 30,
    vocabularyWeight: 0,
  };
}
