import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, type Browser, type Page } from 'playwright-core';
import { createBuilder } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Learned } from '../../contract/bundle.ts';
import { createLearnedEnvironment, createLearnedPlugin } from '../../vite.learned.ts';
import { CHROMIUM_FLAGS, ensureChromium } from '../chromium.ts';
import { createZoo, type ZooModel } from '../unit/learned/zoo.ts';

const DIST = new URL('../../dist/', import.meta.url).pathname;

/** What the blob worker is asked to score, in JSON: its model's part as bytes, its features as numbers. */
interface Job {
  readonly part: number[];
  readonly spec: Learned;
  readonly features: number[];
  readonly rows: number;
}

type Answer =
  | { ok: true; scores: number[]; backend: string }
  | { ok: false; name: string; code?: string; message: string };

// as the engine does it: a classic worker from a blob, which brings the script from where the build lies
const WORKER = `
onmessage = async ({ data: { baseUrl, jobs } }) => {
  const answers = [];
  try {
    const learned = await import(baseUrl + 'aisle-learned.js');
    for (const { part, spec, features, rows } of jobs) {
      try {
        const ranker = await learned.open(Uint8Array.from(part).buffer, spec, baseUrl);
        const scores = ranker.score(Float32Array.from(features), rows);
        ranker.dispose();
        answers.push({ ok: true, scores: [...scores], backend: learned.backend() });
      } catch (error) {
        answers.push({ ok: false, name: error.name, code: error.code, message: error.message });
      }
    }
    postMessage(answers);
  } catch (error) {
    postMessage([{ ok: false, name: error.name, message: error.message }]);
  }
};`;

let browser: Browser;
let scripts: Server;
let wasmIsServed = true;
const pages: Server[] = [];
const asked: string[] = [];

let bent: ZooModel;
let zoo: ZooModel[];

beforeAll(async () => {
  const built = existsSync(join(DIST, 'aisle-learned.wasm'));
  const folder = built ? DIST : await mkdtemp(join(tmpdir(), 'aisle-learned-'));
  if (!built) await buildInto(folder);
  // held in memory: a build beside the tests may replace dist/ at any time
  const files = new Map<string, Buffer>();
  for (const file of ['aisle-learned.js', 'aisle-learned.wasm']) files.set(file, await readFile(join(folder, file)));
  if (!built) await rm(folder, { recursive: true, force: true });
  scripts = await listen((path) => {
    asked.push(path);
    const body = path.endsWith('.wasm') && !wasmIsServed ? undefined : files.get(path);
    const type = path.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    const headers = { 'content-type': type, 'access-control-allow-origin': '*' };
    return Promise.resolve(body && { body, headers });
  });
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS] });
  zoo = await createZoo();
  bent = zoo[0]!;
});

afterAll(async () => {
  await browser?.close();
  for (const server of [scripts, ...pages]) server?.close();
});

describe('aisle-learned.js in a blob worker, from another origin than the page', () => {
  const scriptSrc = (): string => `'self' blob: ${urlOf(scripts)}`;

  test("gives the trainer's scores within the stated tolerance on wasm", async () => {
    const [answer] = await ask(`script-src ${scriptSrc()} 'wasm-unsafe-eval'`, [bent]);
    expectScores(answer, bent, 'wasm');
    expect(asked).toContain('aisle-learned.wasm');
  });

  test('does so in plain JavaScript where the CSP allows no wasm, and then asks for no binary', async () => {
    asked.length = 0;
    const [answer] = await ask(`script-src ${scriptSrc()}`, [bent]);
    expectScores(answer, bent, 'cpu');
    expect(asked).toEqual(['aisle-learned.js']);
  });

  test('does so in plain JavaScript where the binary is not to be had', async () => {
    wasmIsServed = false;
    const [answer] = await ask(`script-src ${scriptSrc()} 'wasm-unsafe-eval'`, [bent]).finally(
      () => (wasmIsServed = true),
    );
    expectScores(answer, bent, 'cpu');
  });

  test.each(['wasm', 'cpu'])(
    'runs layers that are not ours, on %s: no kernel is missing from the build',
    async (backend) => {
      const answers = await ask(`script-src ${scriptSrc()} ${backend === 'wasm' ? "'wasm-unsafe-eval'" : ''}`, zoo);
      expect(answers).toHaveLength(zoo.length);
      zoo.forEach((model, at) => expectScores(answers[at], model, backend));
    },
  );

  test('says what is wrong with a part, and opens the next one', async () => {
    const broken = { ...bent, part: bent.part.slice(0, -4) };
    const [refused, opened] = await ask(`script-src ${scriptSrc()} 'wasm-unsafe-eval'`, [broken, bent]);
    expect(refused).toMatchObject({ ok: false, name: 'LearnedError', code: 'malformed' });
    expectScores(opened, bent, 'wasm');
  });
});

function expectScores(answer: Answer | undefined, model: ZooModel, backend: string): void {
  if (!answer?.ok) throw new Error(`${model.name}: ${answer?.message}`);
  expect(answer.backend).toBe(backend);
  expect(answer.scores).toHaveLength(model.rows);
  const differences = answer.scores.map((score, row) => Math.abs(score - model.scores[row]!));
  expect.soft(Math.max(...differences), model.name).toBeLessThan(model.spec.tolerance);
}

/** Lets a blob worker of a page under `policy` score every job. */
async function ask(policy: string, models: readonly ZooModel[]): Promise<Answer[]> {
  const connect = `connect-src 'self' ${urlOf(scripts)}`;
  const server = await listen(() =>
    Promise.resolve({
      body: '<!doctype html><title>shop</title>',
      headers: { 'content-type': 'text/html', 'content-security-policy': `${policy}; worker-src blob:; ${connect}` },
    }),
  );
  pages.push(server);
  const page = await browser.newPage();
  try {
    await page.goto(urlOf(server));
    const jobs = models.map(({ part, spec, features, rows }) => ({
      part: [...part],
      spec,
      features: [...features],
      rows,
    }));
    return await runInWorker(page, jobs);
  } finally {
    await page.close();
  }
}

function runInWorker(page: Page, jobs: Job[]): Promise<Answer[]> {
  return page.evaluate(
    ({ source, baseUrl, jobs }) =>
      new Promise<Answer[]>((resolve, reject) => {
        const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
        worker.addEventListener('message', ({ data }: MessageEvent<Answer[]>) => resolve(data));
        worker.addEventListener('error', ({ message }) => reject(new Error(message)));
        worker.postMessage({ baseUrl, jobs });
      }),
    { source: WORKER, baseUrl: `${urlOf(scripts)}/`, jobs },
  );
}

/** Before there is a dist/: the same build, alone, in a folder of its own. */
async function buildInto(outDir: string): Promise<void> {
  const builder = await createBuilder({
    configFile: false,
    logLevel: 'error',
    plugins: [createLearnedPlugin()],
    environments: { learned: createLearnedEnvironment(outDir) },
  });
  await builder.build(builder.environments['learned']!);
}

type Served = { body: string | Uint8Array; headers: Record<string, string> };

async function listen(serve: (path: string) => Promise<Served | undefined>): Promise<Server> {
  const server = createServer((request, response) => {
    void serve((request.url ?? '/').slice(1)).then((found) => {
      response.writeHead(found ? 200 : 404, found?.headers ?? { 'access-control-allow-origin': '*' });
      response.end(found?.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
