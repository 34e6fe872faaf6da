import { expect, test } from 'vitest';

import { toBundleUrl } from '../../../src/loader/bundle-url.ts';

test.each([
  ['https://cdn.example/bundle/manifest.json', 'https://cdn.example/bundle/manifest.json'],
  ['/bundle/manifest.json', 'https://shop.example/bundle/manifest.json'],
  ['http://localhost:8787/m.json', 'http://localhost:8787/m.json'],
  ['http://127.0.0.1/m.json', 'http://127.0.0.1/m.json'],
  ['http://[::1]:80/m.json', 'http://[::1]/m.json'],
  ['http://cdn.example/m.json', undefined],
  ['http://localhost.evil.example/m.json', undefined],
  ['http://localhost@evil.example/m.json', undefined],
  ['http://127.0.0.1.evil.example/m.json', undefined],
  ['javascript:alert(1)', undefined],
  ['data:application/json,{}', undefined],
  ['https://', undefined],
  ['', undefined],
  [undefined, undefined],
])('the manifest at %s is fetched from %s', (given, expected) => {
  expect(toBundleUrl(given, 'https://shop.example/p/1')).toBe(expected);
});
