import type { Ranking } from '../../contract/bundle.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Log } from '../log.ts';
import { findContentWeights } from './content-weights.ts';
import { searchCoordinates, type Grid } from './coordinate-search.ts';
import { describe } from './find-lists.ts';
import { validateMixture } from './mixture.ts';
import { createMixtureTable, type MixtureTable } from './mixture-table.ts';
import type { Finding } from './model.ts';
import { previewBundle, type PreviewParts } from './preview.ts';

const TEMPERS = [0.75, 1];
const EPSILON = 0.0005;
const MAX_TRIALS = 200;

interface MixtureParameters {
  readonly floor: number;
  readonly ceiling: number;
  readonly half: number;
  readonly prior: number;
  readonly edge: number;
}

export interface MixtureSearch {
  readonly ranking: Ranking;
  readonly attributeWeights: readonly number[];
  readonly findings: readonly Finding[];
}

export interface MixtureData {
  readonly log: Log;
  readonly catalogue: Catalogue;
  /** Built from the sessions before the tail. */
  readonly parts: PreviewParts;
  /** Events of the log that are to be foretold. */
  readonly targets: Uint32Array;
}

/** Chooses how lists, repeats, embedding, content and popularity are mixed, by the worker's own scores on the tail. */
export function findMixture(data: MixtureData, onProgress?: (done: number) => void): MixtureSearch {
  const content = findContent(data);
  onProgress?.(0.4);
  const chosen = { ...data.parts, ranking: content.ranking, attributeWeights: content.attributeWeights };
  const table = createMixtureTable(data.log, data.targets, previewBundle(data.catalogue, chosen));
  onProgress?.(0.8);
  const found = searchMixture(table, content.ranking);
  const ranking = withMixture(content.ranking, found.parameters);
  onProgress?.(1);
  return {
    ranking,
    attributeWeights: content.attributeWeights,
    findings: [...content.findings, ...worth(table, ranking)],
  };
}

function findContent({ log, catalogue, parts, targets }: MixtureData): MixtureSearch {
  if (catalogue.words.length === 0 && catalogue.attributes.length === 0) {
    return { attributeWeights: [], ranking: parts.ranking, findings: [] };
  }
  const even = 1 / (catalogue.attributes.length + 1);
  const results = TEMPERS.map((temper) => {
    const popularity = { ...parts.ranking.popularity, temper };
    const bundle = previewBundle(catalogue, {
      ...parts,
      attributeWeights: catalogue.attributes.map(() => even),
      ranking: { ...parts.ranking, vocabularyWeight: even, popularity },
    });
    return { temper, ...findContentWeights(log, targets, bundle) };
  });
  const best = results.reduce((a, b) => (b.likelihood > a.likelihood ? b : a));
  const weights = best.weights.map((weight) => Number(weight.toFixed(4)));
  const attributeWeights = weights.slice(0, -1);
  const names = [...catalogue.attributes.map(({ name }) => name), 'words'];
  return {
    attributeWeights,
    ranking: {
      ...parts.ranking,
      vocabularyWeight: weights.at(-1)!,
      popularity: { ...parts.ranking.popularity, temper: best.temper },
    },
    findings: [
      {
        what: 'weights of attributes and words',
        chosen: `${names.map((name, index) => `${name} ${weights[index]}`).join(', ')}; temper ${best.temper}`,
        metric: 'mean log likelihood of the next item by content and popularity, nats',
        before: results.find(({ temper }) => temper === 1)!.likelihood,
        after: best.likelihood,
      },
    ],
  };
}

function searchMixture(table: MixtureTable, ranking: Ranking) {
  const masses = Float32Array.from(table.mass).toSorted();
  const middle = round(masses[Math.floor(masses.length / 2)] ?? 0) || 0.1;
  const grid: Grid<MixtureParameters> = [
    ['ceiling', [0.5, 0.6, 0.7, 0.8, 0.95, 1]],
    ['floor', [0, 0.25, 0.75, 0.9, 1]],
    ['half', [0, middle / 4, 4 * middle]],
    ['edge', [0.001, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128]],
    ['prior', [0.01, 0.03, 0.3, 1, 3]],
  ];
  const start = { floor: 0.5, ceiling: 0.9, half: middle, prior: 0.1, edge: 0.000_001 };
  return searchCoordinates(
    start,
    grid,
    (parameters) => {
      const { hr, mrr } = validateMixture(table, withMixture(ranking, parameters));
      // a list known well may not count for less than one hardly known
      return parameters.floor > parameters.ceiling ? 0 : hr + mrr;
    },
    { maxTrials: MAX_TRIALS, epsilon: EPSILON },
  );
}

function withMixture(ranking: Ranking, { floor, ceiling, half, prior, edge }: MixtureParameters): Ranking {
  return {
    ...ranking,
    alpha: { floor, ceiling, half },
    embedding: { ...ranking.embedding, weight: edge },
    popularity: { ...ranking.popularity, prior },
  };
}

/** What each part of the mixture is worth: the shipped quality without it, and with it. */
function worth(table: MixtureTable, ranking: Ranking): Finding[] {
  const judge = (each: Ranking): number => {
    const { hr, mrr } = validateMixture(table, each);
    return hr + mrr;
  };
  const after = judge(ranking);
  const metric = 'HR@20 + MRR@20 of the mixture, repeats allowed and newest item excluded averaged';
  const { alpha, embedding, popularity } = ranking;
  const listsAlone = validateMixture(table, ranking, 'collaborative');
  return [
    {
      what: 'alpha by confidence',
      chosen: describe(alpha),
      metric,
      before: listsAlone.hr + listsAlone.mrr,
      after,
    },
    {
      what: 'embedding',
      chosen: describe(embedding),
      metric,
      before: judge({ ...ranking, embedding: { ...embedding, weight: 0 } }),
      after,
    },
    {
      what: 'popularity prior',
      chosen: describe(popularity),
      metric,
      before: judge({ ...ranking, popularity: { ...popularity, prior: 0 } }),
      after,
    },
  ];
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
