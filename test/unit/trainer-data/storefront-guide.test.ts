import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { isProductRule, isSlotRule } from '../../../contract/storefront.ts';
import { checkConfig } from '../../../trainer/config.ts';

const guide = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const blocksOf = (text: string): unknown[] =>
  [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json!) as unknown);

test('the rules of the guide are such as the trainer takes and a page can use', () => {
  const [block] = blocksOf(guide('storefront.md'));
  const { site } = checkConfig(block);
  expect(site?.slots).toHaveLength(1);
  expect(site?.products).toHaveLength(6);
  for (const rule of site?.slots ?? []) expect(rule).toSatisfy(isSlotRule);
  for (const rule of site?.products ?? []) expect(rule).toSatisfy(isProductRule);
});

test('so is the slot of the page on lists', () => {
  const [block] = blocksOf(guide('lists.md'));
  expect(checkConfig({ site: { slots: [block] } }).site?.slots).toEqual([block]);
});

test('each key that a rule may have has its line', () => {
  const text = guide('storefront.md');
  const lines = new Set([...text.matchAll(/^\| `(\w+)`/gm)].map(([, key]) => key));
  for (const key of ['id', 'container', 'item', 'itemId', 'pin', 'limit', 'mode', 'arrange', 'match'])
    expect(lines).toContain(key);
  for (const key of [
    'page',
    'as',
    'price',
    'currency',
    'quantity',
    'add',
    'remove',
    'wishlist',
    'review',
    'rating',
    'search',
    'searchParameter',
    'order',
  ])
    expect(lines).toContain(key);
});
