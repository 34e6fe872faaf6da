// A part of type `tfjs-layers`: one layers model, topology and weights, in one file. What a `model.json` and its shard
// hold elsewhere, so that it is fetched, hashed and cached like every other part.
//
//   bytes 0..3   'AISM'
//   bytes 4..7   length of the header, u32 little endian
//   header       JSON: { "modelTopology": ..., "weightSpecs": [{ name, shape, dtype }] }, padded with spaces to a multiple of 8
//   data         the weights' float32 values, little endian, one after another in the order of the specs
//
// https://www.tensorflow.org/js/guide/save_load describes the two halves.

import { isArrayOf, isIntegerIn, isRecord, isText } from '../../../contract/guards.ts';

const MAGIC = 0x4d534941;
const ALIGN = 8;
const MAX_HEADER_BYTES = 262_144;
const MAX_WEIGHT_BYTES = 8_388_608;
const MAX_WEIGHTS = 128;
const MAX_NAME_LENGTH = 256;
/** No layer may be wider: the topology is built, and memory taken for it, before a weight is compared with it. */
const MAX_NUMBER = 4_096;
const MAX_DEPTH = 24;

export interface WeightSpec {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: 'float32';
}

/** The fields of tfjs's `ModelArtifacts` that a layers model for inference needs. */
export interface ModelArtifacts {
  readonly modelTopology: Record<string, unknown>;
  readonly weightSpecs: WeightSpec[];
  readonly weightData: ArrayBuffer;
}

/**
 * Writes a model as one part. The same model always gives the same bytes.
 *
 * @throws RangeError where a device would refuse the model: saying which limit it breaks
 */
export function packModel({ modelTopology, weightSpecs, weightData }: ModelArtifacts): Uint8Array<ArrayBuffer> {
  const specs = weightSpecs.map(({ name, shape, dtype }) => ({ name, shape, dtype }));
  const text = new TextEncoder().encode(JSON.stringify({ modelTopology, weightSpecs: specs }));
  const start = Math.ceil((8 + text.length) / ALIGN) * ALIGN;
  const bytes = new Uint8Array(start + weightData.byteLength).fill(0x20, 8, start);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, start - 8, true);
  bytes.set(text, 8);
  bytes.set(new Uint8Array(weightData), start);
  if (!unpackModel(bytes.buffer)) {
    throw new RangeError(
      `the model does not fit a bundle: float32 weights only, at most ${MAX_WEIGHTS} of them and ${MAX_WEIGHT_BYTES} bytes, ` +
        `a topology of at most ${MAX_HEADER_BYTES} bytes with no number above ${MAX_NUMBER} in it`,
    );
  }
  return bytes;
}

/** Whether a part is one of these: by its first bytes, whatever follows. */
export function isPackedModel(part: Uint8Array): boolean {
  return new DataView(part.buffer, part.byteOffset).getUint32(0, true) === MAGIC;
}

/**
 * Reads a part of type `tfjs-layers`. Undefined for anything malformed or larger than a slot's ranker has any reason to be.
 * Nothing in it is evaluated: tfjs builds the layers it has registered by name, and knows no layer that carries code.
 */
export function unpackModel(buffer: ArrayBuffer): ModelArtifacts | undefined {
  if (buffer.byteLength < 8) return undefined;
  const view = new DataView(buffer);
  const start = 8 + view.getUint32(4, true);
  if (view.getUint32(0, true) !== MAGIC || start % ALIGN !== 0) return undefined;
  if (start > buffer.byteLength || start > MAX_HEADER_BYTES) return undefined;
  const header = parse(new Uint8Array(buffer, 8, start - 8));
  if (!isRecord(header)) return undefined;
  const { modelTopology, weightSpecs } = header;
  if (!isRecord(modelTopology) || !isModest(modelTopology, MAX_DEPTH)) return undefined;
  if (!isArrayOf(weightSpecs, isWeightSpec, 1, MAX_WEIGHTS)) return undefined;
  const bytes = weightSpecs.reduce((sum, { shape }) => sum + 4 * shape.reduce((size, length) => size * length, 1), 0);
  if (bytes !== buffer.byteLength - start || bytes > MAX_WEIGHT_BYTES) return undefined;
  const weights = new Float32Array(buffer, start, bytes / 4);
  // one NaN would make every score NaN, and an order out of nothing
  if (!weights.every(Number.isFinite)) return undefined;
  return { modelTopology, weightSpecs, weightData: buffer.slice(start) };
}

function isWeightSpec(value: unknown): value is WeightSpec {
  return (
    isRecord(value) &&
    isText(value['name'], 1, MAX_NAME_LENGTH) &&
    isArrayOf(value['shape'], (length) => isIntegerIn(length, 1, MAX_NUMBER), 0, 4) &&
    value['dtype'] === 'float32' &&
    // a quantised weight would be read as float32
    value['quantization'] === undefined
  );
}

/** Seeds only draw the values that the weights then replace; every other number could be a width. */
function isModest(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Math.abs(value) <= MAX_NUMBER;
  if (typeof value !== 'object' || value === null) return true;
  return (
    depth > 0 && Object.entries(value).every(([key, entry]) => key === 'seed' || isModest(entry as unknown, depth - 1))
  );
}

function parse(text: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch {
    return undefined;
  }
}
