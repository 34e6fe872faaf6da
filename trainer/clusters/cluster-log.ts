import { toClusterInputs } from '../../worker/segments/clusters.ts';
import { halfLivesOf, likingAt } from '../../worker/living/vectors.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Log } from '../log.ts';
import type { ModelConfig } from '../models/model-config.ts';
import { createSensitiveCheck, findSensitive } from '../../contract/sensitive.ts';
import { toSignals } from '../segments/signals.ts';
import { findClusters, none, type ClusterSearch } from './find-clusters.ts';
import { playVisitors } from './play-visitors.ts';
import { createThemeNames } from './theme-names.ts';

export interface ClusterOptions {
  readonly seed: number;
  /** Words of the shop's own beside those that are sensitive everywhere. */
  readonly sensitive?: readonly string[] | undefined;
}

/** Finds the clusters of a log's visitors, as `config.clusters` wants them; what it says where there are none is for the report. */
export async function clusterLog(
  log: Log,
  catalogue: Catalogue,
  { clusters: method = 'kmeans', signals, eventWeights }: ModelConfig,
  { seed, sensitive = [] }: ClusterOptions,
): Promise<ClusterSearch> {
  if (method === false) return none('users', 'switched off by model.clusters');
  if (catalogue.attributes.every(({ type }) => type === 'band'))
    return none('users', 'the catalogue has no attributes to tell visitors apart by');
  const weights = toSignals(signals, eventWeights);
  const rows = new Map(catalogue.ids.map((id, row) => [id, row]));
  const { unit, profiles } = playVisitors(log, {
    shelf: {
      rows,
      attributes: catalogue.attributes.map(({ name, type, values, codes }) => ({
        name,
        type,
        weight: 0,
        values,
        offsets: codes.offsets,
        codes: codes.data,
      })),
      // nobody is told apart by words of titles
      vocabulary: { words: [], offsets: new Uint32Array(rows.size + 1), codes: new Uint16Array(0) },
    },
    prices: catalogue.prices,
    currency: undefined,
    signals: weights,
    isSensitive: sensitiveItems(log, catalogue, rows, sensitive),
    seed,
  });
  const halfLives = halfLivesOf(weights);
  const attributes = catalogue.attributes.map(({ name }) => name);
  const visitors = profiles.map((state) =>
    toClusterInputs(state, attributes, (liking) => likingAt(liking, state.at, halfLives)),
  );
  const events = new Uint32Array(rows.size);
  for (const item of log.item) events[rows.get(log.itemIds[item]!)!]!++;
  return findClusters({ visitors, unit, catalogue, nameTheme: createThemeNames(catalogue, events), method, seed });
}

/** Whether an item of the log is one of which a device keeps nothing. */
function sensitiveItems(
  log: Log,
  { attributes, words, itemWords }: Catalogue,
  rows: ReadonlyMap<string, number>,
  own: readonly string[],
): (item: number) => boolean {
  const columns = attributes.map(({ values, codes }) => ({ values, offsets: codes.offsets, codes: codes.data }));
  const vocabulary = { words, offsets: itemWords.offsets, codes: itemWords.data };
  const found = new Set(findSensitive(columns, vocabulary, createSensitiveCheck(own)).items);
  return (item) => found.has(rows.get(log.itemIds[item]!)!);
}
