import { describe, expect, test } from 'vitest';

import { toTokens } from '../../../src/capture/search.ts';

const VOCABULARY = ['lantern', 'red', 't-light', 'holder', 'berry', 'box', 'glass', 'light'];

describe('a search', () => {
  test.each([
    ['red lantern', ['red', 'lantern']],
    ['RED  Lanterns!', ['red', 'lantern']],
    ['t-light holders', ['t-light', 'holder']],
    ['red-lantern', ['red', 'lantern']],
    ['berries in boxes', ['berry', 'box']],
    ['glass', ['glass']],
    ['red red', ['red']],
    ['jane.doe@example.com', []],
    ['4111 1111 1111 1111', []],
    ['', []],
  ])('%s is reduced to the words of the bundle', (query, expected) => {
    expect(toTokens(query, VOCABULARY)).toEqual(expected);
  });

  test('keeps nothing where there is no vocabulary', () => {
    expect(toTokens('red lantern', [])).toEqual([]);
  });

  test('keeps 16 words at most', () => {
    const words = Array.from({ length: 40 }, (_, index) => `word${index}`);
    expect(toTokens(words.join(' '), words)).toHaveLength(16);
  });
});
