import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { FIELDS } from '../../../contract/fields.ts';
import { conditionSchema } from '../../../contract/segments.schema.ts';
import { checkConfig } from '../../../trainer/config.ts';
import { checkRules } from '../../../trainer/segments/check-rules.ts';
import { renderCheck } from '../../../trainer/segments/render-check.ts';
import { CONDITION_KINDS } from '../../../trainer/segments/segment-shape.ts';
import { renderSchema, SCHEMA_FILE } from '../../editor-schema.ts';
import { useScratch } from '../trainer-data/files.ts';

const scratch = useScratch();
const guide = readFileSync(new URL('../../../docs/segments.md', import.meta.url), 'utf8');
const examples = [...guide.matchAll(/```json\n([^]*?)```/g)].map(([, text]) => JSON.parse(text!) as object);
const isConfig = (example: object): boolean => 'site' in example;
const editor = z.fromJSONSchema(JSON.parse(renderSchema()) as Parameters<typeof z.fromJSONSchema>[0]);
const inSegment = (when: unknown): unknown => [{ id: 'a', name: 'A', when }];

describe('the guide to segments', () => {
  it('has an example of each kind of condition, and all are as they should be', () => {
    const conditions = examples.filter((example) => !isConfig(example));
    for (const each of conditions) expect(conditionSchema.safeParse(each).error).toBeUndefined();
    const kinds = conditions.flatMap((each) => Object.keys(each));
    for (const kind of CONDITION_KINDS) expect([...kinds, 'any', 'not']).toContain(kind);
    expect(examples.filter(isConfig).map((config) => checkConfig(config))).toHaveLength(2);
  });

  it('has every field that a rule may ask for', () => {
    const section = guide.slice(guide.indexOf('## Fields'), guide.indexOf('## The classics'));
    const rows = [...section.matchAll(/^\| `([^`]+)` +\| (\S.*?) +\| (\S.*?) +\|$/gm)].map(([, name, , about]) => [
      name,
      about,
    ]);
    expect(rows).toEqual(FIELDS.map(({ name, about }) => [name, about]));
  });

  it('prints what the command prints', async () => {
    const rule = { count: { type: 'product_view', price: { from: 100 } }, within: '10m', atLeast: 3 };
    const segments = [{ id: 'luxury-shoppers', name: 'Luxury shoppers', when: rule, stay: '7d' }];
    const file = scratch.file('aisle.json', JSON.stringify({ site: { currency: 'GBP', segments } }));
    expect(guide).toContain(`\n${renderCheck(await checkRules(file, {}), 'en')}\n`);
  });
});

describe('the JSON Schema for editors', () => {
  it('is the one that stands in docs', () => {
    expect(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'))).toEqual(JSON.parse(renderSchema()));
  });

  it.each(examples.map((example) => [example]))('lets the guide’s example through: %j', (example) => {
    expect(editor.safeParse(isConfig(example) ? example : inSegment(example)).success).toBe(true);
  });

  it.each([
    [inSegment({ conut: { type: 'search' } })],
    [inSegment({ not: { not: { count: { type: 'serch' } } } })],
    [inSegment({ count: { type: 'search' }, within: '1 day' })],
    [{ site: { segments: [{ preset: 'classic' }] } }],
    [{ site: { offers: [{ id: 'o' }] } }],
    [{ sit: {} }],
  ])('refuses %j', (value) => {
    expect(editor.safeParse(value).success).toBe(false);
  });
});
