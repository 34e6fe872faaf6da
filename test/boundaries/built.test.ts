import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import {
  forbiddenContent,
  moduleLoads,
  PAGE_MUST_NOT_HOLD,
  takeApart,
  withoutRemovals,
  withoutUnsent,
  WORKER_MUST_NOT_HOLD,
} from './built-rules.ts';

const DIST = new URL('../../dist/', import.meta.url).pathname;

const read = (name: string): string => readFileSync(join(DIST, name), 'utf8');
const adapters = readdirSync(DIST).filter((name) => /^aisle-consent-.+\.js$/.test(name));
const capturing = readdirSync(DIST).filter((name) => /^aisle-(storefront|source-.+)\.js$/.test(name));

/** What runs in the shop's page, beside the adapters. */
const PAGE = [
  'aisle.js',
  'aisle-sdk.js',
  'aisle-page-annex.js',
  'aisle-follow.js',
  'aisle-debug.js',
  'aisle-offers.js',
  'aisle-panel.js',
];

describe('the built files', () => {
  test('are the ones the docs name', () => {
    expect(readdirSync(DIST)).toEqual(
      expect.arrayContaining([
        ...PAGE,
        'aisle-worker.js',
        'aisle-annex.js',
        'aisle-names.js',
        'aisle-refine.js',
        'aisle-learned.js',
      ]),
    );
    expect(adapters).toEqual(
      expect.arrayContaining(['iab', 'open', 'platform', 'room', 'vendor'].map((name) => `aisle-consent-${name}.js`)),
    );
  });

  test.each(['aisle.js', 'aisle-page-annex.js', 'aisle-follow.js', 'aisle-debug.js', ...capturing, ...adapters])(
    '%s holds nothing that a page must not hold',
    (name) => {
      const { code, carried } = takeApart(read(name));
      expect(carried).toEqual([]);
      const kept = name === 'aisle-consent-room.js' ? withoutRemovals(code) : code;
      const found = forbiddenContent(name, kept, PAGE_MUST_NOT_HOLD);
      // the prompt keeps its own answer
      expect(
        name === 'aisle-consent-prompt.js' ? found.filter((line) => !/holds localStorage/.test(line)) : found,
      ).toEqual([]);
    },
  );

  test.each(readdirSync(DIST).filter((name) => name.endsWith('.js')))(
    '%s is read alike in a page of any encoding',
    (name) => {
      expect(read(name).match(/[^\0-\x7f]/)).toBeNull();
    },
  );

  test('the consent room alone removes, which is why nothing else needs to', () => {
    expect(read('aisle-consent-room.js')).toContain('indexedDB.deleteDatabase(');
    expect(withoutRemovals('indexedDB.open("a");indexedDB.deleteDatabase("a")')).toBe('indexedDB.open("a");("a")');
  });

  test('aisle-panel.js holds nothing that a page must not hold, besides style sheets that ask for nothing', () => {
    const { code, carried } = takeApart(read('aisle-panel.js'));
    for (const sheet of carried) expect(sheet).toMatch(/^:host \{/);
    expect(carried.join()).not.toMatch(/url\(|@import|@font-face/);
    expect(forbiddenContent('aisle-panel.js', code, PAGE_MUST_NOT_HOLD)).toEqual([]);
  });

  test('aisle-offers.js holds nothing that a page must not hold, besides one request: the cart that its owner hands over', () => {
    const { code, carried } = takeApart(read('aisle-offers.js'));
    expect(carried).toEqual([]);
    expect(code).not.toMatch(/[\s:,]url\(|@import|@font-face/);
    expect(code.match(/\bfetch\b/g)).toHaveLength(1);
    expect(code).toMatch(/fetch\(\w+,\{method:.POST./);
    expect(forbiddenContent('aisle-offers.js', code.replace('fetch(', 'hand('), PAGE_MUST_NOT_HOLD)).toEqual([]);
  });

  test('aisle-sdk.js holds nothing that a page must not hold, besides the worker as one string', () => {
    const { code, carried } = takeApart(read('aisle-sdk.js'));
    expect(carried).toHaveLength(1);
    expect(carried[0]?.trim()).toBe(read('aisle-worker.js').trim());
    expect(forbiddenContent('aisle-sdk.js', withoutUnsent(code), PAGE_MUST_NOT_HOLD)).toEqual([]);
  });

  test('the SDK hands on to the next page under one name, and stores nothing else', () => {
    expect(read('aisle-sdk.js').match(/sessionStorage/g)).toHaveLength(3);
    for (const other of [
      'sessionStorage.setItem("a",b)',
      'sessionStorage.setItem(`aisle:${a}`,b)',
      'sessionStorage[`aisle:unsent:${a}`]=b',
      'sessionStorage.clear()',
      'localStorage.setItem(`aisle:unsent:${a}`,b)',
    ]) {
      expect(forbiddenContent('it', withoutUnsent(other), PAGE_MUST_NOT_HOLD)).toHaveLength(1);
    }
  });

  test('aisle-worker.js knows no page, carries no zod or tfjs and cannot send', () => {
    const text = read('aisle-worker.js');
    expect(text).toContain('indexedDB');
    expect(forbiddenContent('aisle-worker.js', text, WORKER_MUST_NOT_HOLD)).toEqual([]);
  });

  test.each(['aisle-annex.js', 'aisle-names.js', 'aisle-refine.js'])(
    '%s, which runs beside it, holds no more than it may',
    (name) => {
      expect(forbiddenContent(name, read(name), WORKER_MUST_NOT_HOLD)).toEqual([]);
      expect(read(name)).not.toContain('indexedDB');
    },
  );

  test('tfjs is in aisle-learned.js, so that its absence elsewhere means something', () => {
    expect(forbiddenContent('aisle-learned.js', read('aisle-learned.js'), PAGE_MUST_NOT_HOLD).join()).toContain('tfjs');
  });

  test.each([...PAGE, ...adapters])('%s is a classic script that imports nothing', (name) => {
    expect(moduleLoads(name, read(name))).toEqual([]);
  });

  test('aisle-worker.js is a classic script that brings its lazy rooms in one place, and they bring no others', () => {
    expect(moduleLoads('it', read('aisle-worker.js'))).toEqual(['it has ImportExpression']);
    for (const name of ['aisle-annex.js', 'aisle-names.js', 'aisle-refine.js']) {
      expect(moduleLoads('it', read(name))).toEqual(['it has ExportNamedDeclaration']);
    }
  });

  test.each([
    ...PAGE,
    'aisle-worker.js',
    'aisle-annex.js',
    'aisle-names.js',
    'aisle-refine.js',
    'aisle-learned.js',
    ...adapters,
  ])('%s is minified and names no path of the machine that built it', (name) => {
    const text = read(name);
    expect(text.split('\n').length).toBeLessThan(1 + text.length / 400);
    expect(text).not.toMatch(/\/(work|home|root|tmp|Users)\/|node_modules|sourceMappingURL/);
  });
});

describe('the check itself finds a planted violation', () => {
  const PLANTED_IN_PAGE: readonly [name: string, code: string][] = [
    ['indexedDB', 'const r=self.indexedDB.open("x")'],
    ['localStorage', 'window["localStorage"].setItem("a","b")'],
    ['sessionStorage', 'sessionStorage.a=1'],
    ['document.cookie', 'const d=document;d.cookie="a=b"'],
    ['Cache API', 'caches.open("a")'],
    ['innerHTML', 'e.innerHTML=t'],
    ['outerHTML', 'e["outerHTML"]=t'],
    ['insertAdjacentHTML', 'e.insertAdjacentHTML("beforeend",t)'],
    ['document.write', 'document.write(t)'],
    ['DOMParser', 'new DOMParser'],
    ['eval(', '(0,eval)(t);eval(t)'],
    ['new Function', 'new Function("return 1")'],
    ['new Function', 'const f=Function("return 1")'],
    ['a timer of text', 'setTimeout("go()",1)'],
    ['sendBeacon', 'navigator.sendBeacon(u,b)'],
    ['XMLHttpRequest', 'new XMLHttpRequest'],
    ['WebSocket', 'new WebSocket(u)'],
    ['fetch', 'fetch(u)'],
    ['zod', 'class A extends Error{}const n="$ZodError"'],
    ['tfjs', 'e.registerKernel({kernelName:"Add"})'],
    ['the store (worker only)', 'const a={name:"AES-GCM"}'],
    ['importScripts (worker only)', 'importScripts(u)'],
  ];

  test.each(PLANTED_IN_PAGE)('page: %s in %s', (name, code) => {
    expect(forbiddenContent('planted', code, PAGE_MUST_NOT_HOLD).join()).toContain(`planted holds ${name}`);
  });

  const PLANTED_IN_WORKER: readonly [name: string, code: string][] = [
    ['document.', 'document.title'],
    ['window.', 'window.top'],
    ['localStorage', 'self.localStorage'],
    ['sendBeacon', 'navigator.sendBeacon(u,b)'],
    ['innerHTML', 'e.innerHTML=t'],
    ['zod', 'throw new e.ZodError([])'],
    ['tfjs', 'e.registerBackend("wasm")'],
  ];

  test.each(PLANTED_IN_WORKER)('worker: %s in %s', (name, code) => {
    expect(forbiddenContent('planted', code, WORKER_MUST_NOT_HOLD).join()).toContain(`planted holds ${name}`);
  });

  test('what the worker may hold is not taken for the page of the script that carries it', () => {
    const worker = `self.indexedDB;${'/* engine */'.repeat(200)}`;
    for (const literal of [JSON.stringify(worker), `\`${worker}\``]) {
      const { code, carried } = takeApart(`(function(){var w=${literal};start(w)})()`);
      expect(carried).toEqual([worker]);
      expect(forbiddenContent('sdk', code, PAGE_MUST_NOT_HOLD)).toEqual([]);
      expect(code).toContain('start(w)');
    }
  });

  test('but a short string is the page of the script itself', () => {
    const { code, carried } = takeApart('(function(){self["indexedDB"].open("x")})()');
    expect(carried).toEqual([]);
    expect(forbiddenContent('sdk', code, PAGE_MUST_NOT_HOLD)).toHaveLength(1);
  });

  test.each(['import"./a.js"', 'import("./a.js")', 'export{a}from"./a.js"', 'const u=import.meta.url'])(
    'a module load: %s',
    (text) => {
      expect(moduleLoads('planted', text)).toHaveLength(1);
    },
  );
});
