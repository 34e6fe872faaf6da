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
  type SensitivePart,
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
  /** What must not be learned of: rows, and codes of words. Absent where the trainer did not look for any. */
  sensitive?: SensitivePart | undefined;
}

/** Decodes the parts a rank slot needs; undefined when one is missing or does not fit the manifest. */
export function decodeBundle(manifest: Manifest, parts: ReadonlyMap<string, ArrayBuffer>): Bundle | undefined {
  const part = <T>(name: PartName, decode: (buffer: ArrayBuffer, manifest: Manifest) => T | undefined): T => {
    const decoded = decode(parts.get(name) ?? new ArrayBuffer(0), manifest);
    if (!decoded) throw new RangeError(name);
    return decoded;
  };
  try {
    const ids = part('ids', decodeIds);
    const vocabulary = part('vocabulary', decodeVocabulary);
    const bundle = {
      manifest,
      ids,
      rows: toIndex(ids),
      popularity: part('popularity', decodePopularity),
      neighbours: part('neighbours', decodeNeighbours),
      embeddings: part('embeddings', decodeEmbeddings),
      attributes: part('attributes', decodeAttributes),
      vocabulary,
      wordCodes: toIndex(vocabulary.words),
      sensitive: vocabulary.sensitive,
    };
    // two rows of one id would make every later look-up ambiguous
    return bundle.rows.size === ids.length ? bundle : undefined;
  } catch {
    return undefined;
  }
}

/** Each name's place. */
export function toIndex(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, place) => [name, place]));
}
