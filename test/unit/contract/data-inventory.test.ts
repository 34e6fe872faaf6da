import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';
import { z } from 'zod';

import { EVENT_TYPES } from '../../../contract/events.ts';
import { noted } from '../../../contract/field-note.ts';
import { rawProfileSchema } from '../../../contract/profile.schema.ts';
import { createRawProfile } from '../../../worker/profile/profile.ts';
import { fieldsOf, INVENTORY_FILE, renderInventory, STORES } from '../../data-inventory.ts';

it('the data inventory is what the schemas say', () => {
  // `npm run inventory` writes it anew
  expect(readFileSync(INVENTORY_FILE, 'utf8')).toBe(renderInventory());
});

it('it has every field of the profile', () => {
  const named = new Set(fieldsOf(rawProfileSchema).map(({ field }) => /[a-zA-Z]+/.exec(field)![0]));
  expect([...named].toSorted()).toEqual(Object.keys(createRawProfile()).toSorted());
});

it('it has every store of the database, and no other', () => {
  const schema = readFileSync(new URL('../../../worker/store/schema.ts', import.meta.url), 'utf8');
  const created = [...schema.matchAll(/for \(const store of \[(.+?)\]|createObjectStore\('(\w+)'/g)]
    .flatMap(([, list, one]) => list?.match(/\w+/g) ?? [one!])
    .toSorted();
  expect(created).toEqual(Object.keys(STORES).toSorted());
});

it('it counts the event types right', () => {
  expect(EVENT_TYPES).toHaveLength(18);
  expect(renderInventory()).toContain('one of eighteen types');
});

it('a field that does not say what it is for is an error that names it', () => {
  const schema = z.strictObject({ a: noted(z.string(), 'x'), b: z.strictObject({ c: z.string() }) });
  expect(() => fieldsOf(schema)).toThrow('b.c: the schema does not say what it is for');
});
