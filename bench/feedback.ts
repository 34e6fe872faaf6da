// `npm run bench:feedback -- [--bundle DIR] [--events FILE] [--shoppers N] [--pages N] [--json FILE]`: simulated shoppers whose
// devices tune alpha by their clicks, over real sessions and the tables of a real bundle. No browser: nothing here is timed.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { readBundle } from '../trainer/bundle-reader.ts';
import { playSteps } from '../trainer/models/journeys.ts';
import { createRandom, sample } from '../trainer/models/random.ts';
import { readLog } from '../trainer/readers/log-reader.ts';
import { decodeBundle, type Bundle } from '../worker/bundle/decode.ts';
import { createPlainKernel } from '../worker/ranking/kernel/plain-kernel.ts';
import { createTopK, selectTop } from '../worker/ranking/kernel/top-k.ts';
import { worstNats } from '../worker/ranking/refine/feedback.ts';
import { createScorer } from '../worker/ranking/scorer.ts';
import { simulate, type Outcome, type Slate } from './simulated-shoppers.ts';

const SHIFTS = [-3, -2, -1, 0, 1, 2, 3];
/** The best of each side: a page on which they disagree. */
const BEST = 12;
const ROOT = join(import.meta.dirname, '..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      bundle: { type: 'string', default: join(ROOT, 'data/bundle') },
      events: { type: 'string', default: join(ROOT, 'demo/data/onlineretail/events.csv.gz') },
      shoppers: { type: 'string', default: '100' },
      pages: { type: 'string', default: '100' },
      json: { type: 'string' },
    },
  });
  const [shoppers, pages] = [Number(values.shoppers), Number(values.pages)];
  const bundle = await openBundle(values.bundle);
  const slates = await collectSlates(bundle, values.events, shoppers * pages);
  const rows = SHIFTS.map((shift) => {
    const outcomes = Array.from({ length: shoppers }, (_, seed) => {
      const random = createRandom(seed + 1);
      return simulate({ shift, slates: slates.slice(seed * pages, (seed + 1) * pages), random });
    });
    return { shift, ...summarise(outcomes) };
  });
  console.log(`${shoppers} shoppers of each kind, ${pages} pages each, ${slates.length} slates of real sessions`);
  console.table(rows);
  console.log(`stated bound after ${pages} clicks: ${worstNats(pages).toFixed(3)} nats`);
  if (values.json !== undefined) {
    await writeFile(
      values.json,
      `${JSON.stringify({ pages, shoppers, boundNats: worstNats(pages), rows }, undefined, 2)}\n`,
    );
  }
}

async function openBundle(directory: string): Promise<Bundle> {
  const { manifest, parts } = await readBundle(directory);
  const buffers = new Map(parts.map(({ part, bytes }) => [part.name, Uint8Array.from(bytes ?? []).buffer]));
  const bundle = decodeBundle(manifest, buffers);
  if (!bundle) throw new Error(`${directory} cannot be decoded: train it again, or run npm start -- --prepare`);
  return bundle;
}

/** Pages as real visitors would meet them: what they had looked at, and the best of either side. */
async function collectSlates(bundle: Bundle, events: string, limit: number): Promise<Slate[]> {
  const { log } = await readLog([events]);
  const targets: number[] = [];
  for (let session = 0; session + 1 < log.offsets.length; session++) {
    for (let at = log.offsets[session]! + 1; at < log.offsets[session + 1]!; at++) {
      if (bundle.rows.has(log.itemIds[log.item[at]!]!)) targets.push(at);
    }
  }
  const chosen = sample(targets.length, limit, createRandom(1)).map((at) => targets[at]!);
  const scorer = createScorer(bundle, createPlainKernel(bundle.embeddings));
  const top = createTopK();
  const slates: Slate[] = [];
  playSteps(log, Uint32Array.from(chosen), bundle, ({ profile, now, region }) => {
    scorer.open(profile, { now, region });
    const { mix } = scorer;
    if (mix.content === 0) return;
    const part = (name: 'collaborative' | 'content' | 'popularity', rows?: Uint32Array): Float32Array => {
      scorer.mix = { collaborative: 0, content: 0, popularity: 0, [name]: mix[name] };
      return scorer.score(rows, rows?.length ?? bundle.ids.length).slice();
    };
    const best = (name: 'collaborative' | 'content'): number[] => [...selectTop(top, part(name), BEST).rows];
    const rows = Uint32Array.from(new Set([...best('collaborative'), ...best('content')]));
    slates.push({
      mix,
      collaborative: [...part('collaborative', rows)],
      content: [...part('content', rows)],
      popularity: [...part('popularity', rows)],
    });
  });
  return slates;
}

function summarise(outcomes: readonly Outcome[]) {
  const late = (of: (outcome: Outcome) => readonly number[]): number =>
    mean(outcomes.flatMap((each) => of(each).slice(-20)));
  const regrets = outcomes.map(({ regretNats }) => regretNats.at(-1) ?? 0);
  return {
    believed: round(late(({ believed }) => believed)),
    ndcgPrior: round(late(({ ndcgPrior }) => ndcgPrior)),
    ndcgTuned: round(late(({ ndcgTuned }) => ndcgTuned)),
    regretNats: round(mean(regrets)),
    worstRegretNats: round(Math.max(...regrets)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

function round(value: number): number {
  return Number(value.toFixed(4));
}

await main();
