import { describe, expect, test } from 'vitest';

import { forbiddenImports, IMPORT_RULES } from './import-rules.ts';
import { importsOf, readSources, REALMS } from './imports.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

describe('who may import whom', () => {
  const sources = readSources(ROOT);

  test('every realm has sources, so that nothing below passes for want of files', () => {
    const realms = new Set(sources.map(({ path }) => path.split('/')[0] ?? ''));
    expect([...realms].toSorted()).toEqual([...REALMS].toSorted());
    expect(importsOf(sources).length).toBeGreaterThan(200);
  });

  test('no source imports what its realm may not', () => {
    expect(forbiddenImports(importsOf(sources))).toEqual([]);
  });

  test('every rule decides for some source', () => {
    const decided = new Set(sources.map(({ path }) => IMPORT_RULES.find(({ from }) => from.test(path))));
    expect(IMPORT_RULES.filter((rule) => !decided.has(rule)).map(({ from }) => String(from))).toEqual([]);
  });
});

describe('the check itself finds a planted violation', () => {
  const PLANTED: readonly [path: string, text: string][] = [
    ['src/slots/planted.ts', `import { createEngine } from '../../worker/engine.ts';`],
    ['src/slots/planted.ts', `import type { Bundle } from '../../worker/bundle/decode.ts';`],
    ['src/slots/planted.ts', `type Bundle = import('../../worker/bundle/decode.ts').Bundle;`],
    ['src/slots/planted.ts', `export * from '../../worker/engine.ts';`],
    ['src/slots/planted.ts', `const engine = await import('../../worker/engine.ts');`],
    ['src/slots/planted.ts', `const engine = await import(location.hash);`],
    ['src/slots/planted.ts', `import { z } from 'zod';`],
    ['src/slots/planted.ts', `import * as tf from '@tensorflow/tfjs-core';`],
    ['src/slots/planted.ts', `import { openDB } from 'idb';`],
    ['src/slots/planted.ts', `import { eventSchema } from '../../contract/events.schema.ts';`],
    ['src/slots/planted.ts', `import { readFileSync } from 'node:fs';`],
    ['src/loader/planted.ts', `import { createAisle } from '../sdk/create-aisle.ts';`],
    ['src/loader/planted.ts', `import { type Aisle } from '../sdk/create-aisle.ts';`],
    ['worker/planted.ts', `import { rank } from '../src/slots/rank.ts';`],
    ['worker/planted.ts', `import type { Aisle } from '../src/sdk/create-aisle.ts';`],
    ['worker/ranking/planted.ts', `import * as tf from '@tensorflow/tfjs-core';`],
    ['worker/planted.ts', `import { siteSchema } from '../contract/site.schema.ts';`],
    ['contract/planted.ts', `import { z } from 'zod';`],
    ['contract/planted.ts', `import { eventSchema } from './events.schema.ts';`],
    ['contract/planted.ts', `import { openDB } from 'idb';`],
    ['contract/planted.schema.ts', `import { createEngine } from '../worker/engine.ts';`],
    ['server/planted.ts', `import { train } from '../trainer/commands/train.ts';`],
    ['server/planted.ts', `import { createRanker } from '../worker/ranking/rank.ts';`],
    ['trainer/planted.ts', `import { createRanker } from '../worker/ranking/rank.ts';`],
    ['trainer/models/planted.ts', `import { createStore } from '../../worker/store/store.ts';`],
    ['trainer/planted.ts', `import { createAisle } from '../src/sdk/create-aisle.ts';`],
    ['demo/client/planted.ts', `import { createAisle } from '../../src/sdk/create-aisle.ts';`],
    ['demo/client/planted.ts', `import { isAisleEvent } from '../../contract/events.ts';`],
    ['demo/planted.ts', `import { shop } from './client/shop.ts';`],
    ['somewhere/planted.ts', `import { z } from 'zod';`],
  ];

  test.each(PLANTED)('%s: %s', (path, text) => {
    expect(forbiddenImports(importsOf([{ path, text }]))).toHaveLength(1);
  });

  const ALLOWED: readonly [path: string, text: string][] = [
    ['src/slots/fine.ts', `import { isItemRef } from '../../contract/events.ts';`],
    ['src/engine-client/fine.ts', `import { wrap } from 'comlink';`],
    ['worker/ranking/learned/fine.ts', `import * as tf from '@tensorflow/tfjs-core';`],
    ['contract/fine.ts', `import type { eventSchema } from './events.schema.ts';`],
    ['trainer/evaluation/fine.ts', `import { createRanker } from '../../worker/ranking/rank.ts';`],
    ['server/fine.ts', `import { manifestSchema } from '../contract/bundle.schema.ts';`],
  ];

  test.each(ALLOWED)('and lets the rest be: %s: %s', (path, text) => {
    expect(forbiddenImports(importsOf([{ path, text }]))).toEqual([]);
  });
});
