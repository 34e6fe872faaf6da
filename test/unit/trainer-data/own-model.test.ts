import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { trainOwnModel } from '../../../docs/examples/own-model/train.ts';
import { isRefine } from '../../../contract/bundle.ts';
import { writeFeatures } from '../../../trainer/commands/features.ts';
import { train } from '../../../trainer/commands/train.ts';
import { openTf } from '../../../trainer/tf.ts';
import { FEATURE_NAMES } from '../../../worker/ranking/learned/features.ts';
import { openLearned } from '../../../worker/ranking/learned/learned-ranker.ts';
import { csv, trainerErrorOf, useScratch } from './files.ts';

const scratch = useScratch();
const MODEL = { trials: 8, dims: 8 };

/** Shoppers who stay within one of four aisles of twelve items, mostly going on to the next item of it. */
function shoppers(count: number): string {
  const lines: string[] = [];
  let state = 7;
  const random = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  for (let session = 0; session < count; session++) {
    let item = random(12);
    const aisle = random(4);
    for (let event = 0; event < 3 + random(4); event++) {
      lines.push(`s${session},item-${aisle}-${item},${1_700_000_000 + session * 3_600 + event * 30},view`);
      item = random(4) === 0 ? random(12) : (item + 1) % 12;
    }
  }
  return csv(lines);
}

/** A model's folder: what `aisle features` says of a log, and a model trained on it. */
async function trainedModel(): Promise<{ events: string; dir: string }> {
  const events = scratch.file('events.csv', shoppers(400));
  const dir = scratch.path('model');
  const config = scratch.file('features.config.json', JSON.stringify({ model: MODEL }));
  await writeFeatures({ events: [events], out: dir, config, seed: 1, search: 'fast', maxBad: 0, steps: 150 });
  await trainOwnModel(dir, 2);
  return { events, dir };
}

/** The same model.json, whose first weight says that it is of another type. */
function withDtype(model: string, dtype: string): string {
  const parsed = JSON.parse(model) as { weightsManifest: [{ weights: [{ dtype: string }] }] };
  parsed.weightsManifest[0].weights[0].dtype = dtype;
  return JSON.stringify(parsed);
}

describe('a shop’s own model', () => {
  it('is trained on what aisle features writes, and scores in the bundle as it did there', async () => {
    const { events, dir } = await trainedModel();
    const about = JSON.parse(readFileSync(join(dir, 'features.json'), 'utf8')) as {
      features: string[];
      offsets: number[];
      target: number[];
    };
    expect(about.features).toEqual(FEATURE_NAMES);
    const rows = new Float32Array(Uint8Array.from(readFileSync(join(dir, 'features.f32'))).buffer);
    expect(rows).toHaveLength(about.offsets.at(-1)! * FEATURE_NAMES.length);
    expect(about.target.some((target) => target >= 0)).toBe(true);

    const file = scratch.file('own.json', JSON.stringify({ model: { ...MODEL, file: 'model/model.json' } }));
    const { bundle, findings, outDir } = await train({ events: [events], out: scratch.path('bundle'), config: file });
    const part = bundle.manifest.parts.find(({ name }) => name === 'learned')!;
    expect(part.type).toBe('tfjs-layers');
    expect(findings.filter(({ chosen }) => chosen.startsWith("the shop's own"))).toHaveLength(3);
    const { refine } = bundle.manifest;
    const spec = isRefine(refine) ? refine.learned! : undefined!;
    expect(spec.tolerance).toBeLessThanOrEqual(1e-3);

    const tf = await openTf();
    const shipped = await openLearned(Uint8Array.from(readFileSync(join(outDir, part.file))).buffer, spec, tf);
    const count = Math.min(200, about.offsets.at(-1)!);
    const scores = Float32Array.from(shipped.score(rows, count));
    shipped.dispose();
    const { weightsManifest, modelTopology } = JSON.parse(readFileSync(join(dir, 'model.json'), 'utf8')) as {
      modelTopology: object;
      weightsManifest: { weights: [] }[];
    };
    const plain = await tf.layers.loadLayersModel(
      tf.core.io.fromMemory({
        modelTopology,
        weightSpecs: weightsManifest[0]!.weights,
        weightData: Uint8Array.from(readFileSync(join(dir, 'weights.bin'))).buffer,
      }),
    );
    const inputs = rows
      .slice(0, count * FEATURE_NAMES.length)
      .map((value, at) => (value - spec.mean[at % FEATURE_NAMES.length]!) / spec.deviation[at % FEATURE_NAMES.length]!);
    const trained = tf.core.tidy(() => {
      const output = plain.predict(tf.core.tensor2d(inputs, [count, FEATURE_NAMES.length]));
      return (output as ReturnType<typeof tf.core.tensor2d>).dataSync();
    });
    plain.dispose();
    expect(new Set(scores).size).toBeGreaterThan(20);
    scores.forEach((score, row) => expect(Math.abs(score - trained[row]!)).toBeLessThanOrEqual(spec.tolerance));
  });

  it('is refused before training when a device would not take it: with the file, what was found, and what to do', async () => {
    const { events, dir } = await trainedModel();
    const at = (name: string): string => join(dir, name);
    const [model, about] = ['model.json', 'features.json'].map((name) => readFileSync(at(name), 'utf8')) as [
      string,
      string,
    ];
    const weights = readFileSync(at('weights.bin'));
    const names = JSON.parse(about) as { features: string[]; mean: number[]; deviation: number[] };
    const refusal = async (name: string, content: string | Uint8Array) => {
      writeFileSync(at('model.json'), model);
      writeFileSync(at('features.json'), about);
      writeFileSync(at('weights.bin'), weights);
      writeFileSync(at(name), content);
      const file = at('model.json');
      return trainerErrorOf(
        train({ events: [events], out: scratch.path('none'), config: { model: { ...MODEL, file } } }),
      );
    };
    const fewer = { features: names.features.slice(1), mean: names.mean.slice(1), deviation: names.deviation.slice(1) };
    const notNumbers = new Uint8Array(new Float32Array(weights.length / 4).fill(NaN).buffer);
    const cases: readonly [name: string, content: string | Uint8Array, told: RegExp][] = [
      ['features.json', about.replace('"cosine-last"', '"cosine-lst"'), /cosine-lst is none. Did you mean cosine-last/],
      ['features.json', JSON.stringify({ ...names, mean: [1] }), /mean and deviation need 35 numbers/],
      ['features.json', JSON.stringify(fewer), /must take \[null, 34\]/],
      ['model.json', '{', /is not JSON/],
      ['model.json', '{}', /modelTopology/],
      ['model.json', model.replace('weights.bin', '../weights.bin'), /a file beside model.json was expected/],
      ['model.json', withDtype(model, 'int32'), /dtype/],
      ['weights.bin', weights.subarray(4), /does not fit a bundle/],
      ['weights.bin', notNumbers, /does not fit a bundle/],
    ];
    for (const [name, content, told] of cases) {
      const error = await refusal(name, content);
      expect(error.code).toBe('bad-model');
      expect(error.message).toMatch(told);
      expect(error.file).toContain(dir);
    }
    expect(existsSync(scratch.path('none'))).toBe(false);
    mkdirSync(scratch.path('empty'));
    const missing = { model: { ...MODEL, file: join(scratch.path('empty'), 'model.json') } };
    const absent = await trainerErrorOf(train({ events: [events], out: scratch.path('none'), config: missing }));
    expect(absent.code).toBe('no-such-file');
  });
});

it('docs/own-model.md names every feature there is, in its order, and no other', () => {
  const text = readFileSync(new URL('../../../docs/own-model.md', import.meta.url), 'utf8');
  const table = text.slice(text.indexOf('## Features'));
  expect([...table.matchAll(/^\| `([a-z0-9-]+)`/gm)].map(([, name]) => name)).toEqual(FEATURE_NAMES);
});
