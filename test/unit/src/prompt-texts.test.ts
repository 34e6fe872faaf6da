import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { DE, ES, FR } from '../../../src/privacy-panel/prompt-texts.ts';

const DOCUMENT = readFileSync(new URL('../../../docs/prompt.md', import.meta.url), 'utf8');

test('the texts to copy in docs/prompt.md are the ones that were looked at and tested', () => {
  const blocks = [...DOCUMENT.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json!) as unknown);
  expect(blocks).toEqual([DE, FR, ES]);
});
