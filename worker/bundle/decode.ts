import type { Manifest, PartName } from '../../contract/bundle.ts';
import type { ItemId } from '../../contract/ids.ts';
import {
  decodeAttributes,
  decodeEmbeddings,
  decodeIds,
  decodeNeighbours,
  decodePopularity,
  decodeVocabulary,
  type AttributePart,
  type EmbeddingsPart,
  type NeighboursPart,
  type PopularityPart,
  type VocabularyPart,
} from '../../contract/parts.ts';

/** A bundle in memory: views on the bytes that were fetched, item ids interned once. */
export interface Bundle {
  readonly manifest: Manifest;
  readonly ids: readonly ItemId[];
  /** Item id -> row. */
  readonly rows: ReadonlyMap<ItemId, number>;
  readonly popularity: PopularityPart;
  readonly neighbours: NeighboursPart;
  readonly embeddings: EmbeddingsPart;
  readonly attributes: readonly AttributePart[];
  readonly vocabulary: VocabularyPart;
  /** Word -> its code in the vocabulary. */
  readonly wordCodes: ReadonlyMap<string, number>;
}

/** Decodes the parts a rank slot needs; undefined when one is missing or does not fit the manifest. */
export function decodeBundle(manifest: Manifest, parts: ReadonlyMap<PartName, ArrayBuffer>): Bundle | undefined {
  const part = <T>(
    name: PartName,
    decode: (buffer: ArrayBuffer, manifest: Manifest) => T | undefined,
  ): T | undefined => {
    const buffer = parts.get(name);
    return buffer && decode(buffer, manifest);
  };
  const ids = part('ids', decodeIds);
  const popularity = part('popularity', decodePopularity);
  const neighbours = part('neighbours', decodeNeighbours);
  const embeddings = part('embeddings', decodeEmbeddings);
  const attributes = part('attributes', decodeAttributes);
  const vocabulary = part('vocabulary', decodeVocabulary);
  if (!ids || !popularity || !neighbours || !embeddings || !attributes || !vocabulary) return undefined;
  const rows = new Map(ids.map((id, row) => [id, row]));
  // two rows of one id would make every later look-up ambiguous
  if (rows.size !== ids.length) return undefined;
  const wordCodes = new Map(vocabulary.words.map((word, code) => [word, code]));
  return { manifest, ids, rows, popularity, neighbours, embeddings, attributes, vocabulary, wordCodes };
}
