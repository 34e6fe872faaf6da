import { describe, expect, test } from 'vitest';

import { packModel, unpackModel, type ModelArtifacts } from '../../../worker/ranking/learned/model-file.ts';

const MODEL: ModelArtifacts = {
  modelTopology: {
    class_name: 'Sequential',
    config: {
      layers: [{ class_name: 'Dense', config: { units: 1, batch_input_shape: [null, 2], seed: 123_456_789 } }],
    },
  },
  weightSpecs: [
    { name: 'd/kernel', shape: [2, 1], dtype: 'float32' },
    { name: 'd/bias', shape: [], dtype: 'float32' },
  ],
  weightData: Float32Array.of(0.5, -2, 3).buffer,
};

function withHeader(header: unknown, data: ArrayBuffer = MODEL.weightData): ArrayBuffer {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const start = Math.ceil((8 + text.length) / 8) * 8;
  const bytes = new Uint8Array(start + data.byteLength).fill(0x20, 8, start);
  bytes.set(new TextEncoder().encode('AISM'));
  new DataView(bytes.buffer).setUint32(4, start - 8, true);
  bytes.set(text, 8);
  bytes.set(new Uint8Array(data), start);
  return bytes.buffer;
}

const { modelTopology, weightSpecs } = MODEL;
const [kernel, bias] = weightSpecs;
const deep = JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) as Record<string, unknown>;

const MALFORMED: readonly [why: string, buffer: ArrayBuffer][] = [
  ['empty', new ArrayBuffer(0)],
  ['seven bytes', new ArrayBuffer(7)],
  ['zeros', new ArrayBuffer(64)],
  ['a table part', new TextEncoder().encode('AISL\u0008\u0000\u0000\u0000{}      ').buffer],
  ['cut within the weights', packModel(MODEL).slice(0, -4).buffer],
  ['cut within the header', packModel(MODEL).slice(0, 40).buffer],
  ['a byte too many', Uint8Array.from([...packModel(MODEL), 0]).buffer],
  ['no JSON', withHeader('{"modelTopology":')],
  ['an array for a header', withHeader([])],
  ['no topology', withHeader({ weightSpecs })],
  ['a topology of text', withHeader({ modelTopology: 'alert(1)', weightSpecs })],
  ['no weights', withHeader({ modelTopology, weightSpecs: [] }, new ArrayBuffer(0))],
  ['a weight without a name', withHeader({ modelTopology, weightSpecs: [{ ...kernel, name: '' }, bias] })],
  ['a weight of another type', withHeader({ modelTopology, weightSpecs: [{ ...kernel, dtype: 'int32' }, bias] })],
  ['a quantised weight', withHeader({ modelTopology, weightSpecs: [{ ...kernel, quantization: { scale: 1 } }, bias] })],
  ['a negative length', withHeader({ modelTopology, weightSpecs: [{ ...kernel, shape: [-2, -1] }, bias] })],
  ['a length of half', withHeader({ modelTopology, weightSpecs: [{ ...kernel, shape: [0.5, 4] }, bias] })],
  ['more weights than bytes', withHeader({ modelTopology, weightSpecs: [{ ...kernel, shape: [4_096, 4_096] }, bias] })],
  ['fewer weights than bytes', withHeader({ modelTopology, weightSpecs: [kernel] })],
  ['NaN among the weights', withHeader({ modelTopology, weightSpecs }, Float32Array.of(1, NaN, 2).buffer)],
  ['a layer of a billion units', withHeader({ modelTopology: { config: { units: 1e9 } }, weightSpecs })],
  ['a topology forty deep', withHeader({ modelTopology: deep, weightSpecs })],
];

describe('a model as one part', () => {
  test('comes back as it was packed', () => {
    const unpacked = unpackModel(packModel(MODEL).buffer);
    expect(unpacked).toEqual(MODEL);
    expect([...new Float32Array(unpacked!.weightData)]).toEqual([0.5, -2, 3]);
  });

  test('has the same bytes each time, and only the fields it needs', () => {
    const more = {
      ...MODEL,
      format: 'layers-model',
      generatedBy: 'somebody',
      weightSpecs: [{ ...kernel!, group: 1 }, bias!],
    };
    expect(packModel(more)).toEqual(packModel(MODEL));
  });

  test.each(MALFORMED)('is refused: %s', (_why, buffer) => {
    expect(unpackModel(buffer)).toBeUndefined();
  });

  test('any single byte of the header may be wrong without an exception', () => {
    const bytes = packModel(MODEL);
    for (let at = 0; at < bytes.length; at++) {
      const broken = bytes.slice();
      broken[at] = broken[at]! ^ 0xff;
      expect(() => unpackModel(broken.buffer)).not.toThrow();
    }
  });

  test('a key named like a prototype stays a key', () => {
    const topology = JSON.parse('{"__proto__":{"polluted":1},"a":1}') as Record<string, unknown>;
    unpackModel(
      withHeader(`{"modelTopology":${JSON.stringify(topology)},"weightSpecs":${JSON.stringify(weightSpecs)}}`),
    );
    expect({}).not.toHaveProperty('polluted');
  });

  test('a model that no device would take is not packed', () => {
    const wide = { ...MODEL, modelTopology: { config: { units: 5_000 } } };
    expect(() => packModel(wide)).toThrow(/does not fit a bundle/);
  });
});
