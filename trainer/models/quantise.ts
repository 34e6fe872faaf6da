// What a device decodes, before the bundle is written: whatever is chosen later is chosen on tables as coarse as the bundle's.

import type { Manifest } from '../../contract/bundle.ts';
import { encodeEmbeddings, encodeNeighbours, encodePopularity } from '../../contract/encode-parts.ts';
import { decodeEmbeddings, decodeNeighbours, decodePopularity } from '../../contract/parts.ts';
import { TrainerError } from '../errors.ts';
import type { UnitRows } from './embedding.ts';
import type { Lists } from './lists.ts';
import type { Embeddings, Neighbours, Popularity } from './model.ts';

/** Lists best first, weights on a logarithmic scale with one largest weight a row. */
export function quantiseLists({ k, index, weight }: Lists): Neighbours {
  const scale = new Float32Array(weight.length / Math.max(k, 1)).fill(1);
  return decoded(decodeNeighbours, encodeNeighbours({ k, index, weight, scale }), { items: scale.length });
}

/** Rows of length 1 in four bits a value, of length 1 again. */
export function quantiseRows({ dims, values }: UnitRows): Embeddings {
  return decoded(decodeEmbeddings, encodeEmbeddings({ dims, values }), { items: values.length / dims, dims });
}

export function quantisePopularity(popularity: Popularity): Popularity {
  const { support, regions } = popularity;
  const sizes = { items: support.length, regions: [...regions] };
  return { ...popularity, ...decoded(decodePopularity, encodePopularity(popularity), sizes) };
}

/** Of a manifest, decoders read sizes alone. */
function decoded<T>(
  decode: (buffer: ArrayBuffer, manifest: Manifest) => T | undefined,
  bytes: Uint8Array<ArrayBuffer>,
  sizes: Partial<Manifest>,
): T {
  const part = decode(bytes.buffer, sizes as Manifest);
  if (!part) throw new TrainerError('bad-bundle', 'a part just written cannot be decoded; please report this.');
  return part;
}
