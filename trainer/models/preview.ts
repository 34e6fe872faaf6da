import type { Ranking } from '../../contract/bundle.ts';
import type { Bundle } from '../../worker/bundle/decode.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Embeddings, Neighbours, Popularity } from './model.ts';

export interface PreviewParts {
  readonly ranking: Ranking;
  readonly attributeWeights: readonly number[];
  readonly neighbours: Neighbours;
  readonly embeddings: Embeddings;
  readonly popularity: Popularity;
}

/** The bundle that these parts would decode to, so that what is chosen here is chosen by the worker's own ranking code. */
export function previewBundle(catalogue: Catalogue, parts: PreviewParts): Bundle {
  const { ids, attributes, words, itemWords } = catalogue;
  const { ranking, attributeWeights, neighbours, embeddings, popularity } = parts;
  return {
    manifest: {
      format: 'aisle-bundle',
      formatVersion: 1,
      version: 0,
      trainedThrough: '1970-01-01T00:00:00Z',
      pricesAt: '1970-01-01T00:00:00Z',
      items: ids.length,
      dims: embeddings.dims,
      parts: [],
      attributes: attributes.map(({ name, type, values }, index) => ({
        name,
        type,
        values: values.length,
        weight: attributeWeights[index]!,
      })),
      regions: [...popularity.regions],
      ranking,
      refine: null,
      living: null,
      site: {},
    },
    ids,
    rows: new Map(ids.map((id, row) => [id, row])),
    popularity,
    neighbours,
    embeddings,
    attributes: attributes.map(({ name, type, values, codes }, index) => ({
      name,
      type,
      weight: attributeWeights[index]!,
      values,
      offsets: codes.offsets,
      codes: codes.data,
    })),
    vocabulary: { words, offsets: itemWords.offsets, codes: itemWords.data },
    wordCodes: new Map(words.map((word, code) => [word, code])),
  };
}
