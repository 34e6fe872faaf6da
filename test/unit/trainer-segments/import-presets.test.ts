import { expect, it } from 'vitest';
import { z } from 'zod';

import { importSourceSchema } from '../../../contract/segments.schema.ts';
import { IMPORT_PRESETS } from '../../../trainer/segments/import-presets.ts';
import { livingConfigShape } from '../../../trainer/segments/living-config.ts';

const config = z.object(livingConfigShape);

it('takes a ready mapping by its name, beside one that is written out', () => {
  const own = { source: 'erp', fields: { tier: { trait: 'tier', values: ['gold'] } } };
  expect(config.parse({ imports: ['crm', own] }).imports).toEqual([IMPORT_PRESETS['crm'], own]);
});

it.each(['crms', '__proto__', 'toString'])('refuses a name that no mapping has: %s', (name) => {
  const { error } = config.safeParse({ imports: [name] });
  expect(error?.issues).toEqual([
    expect.objectContaining({ path: ['imports', 0], message: expect.stringContaining(`called ${name}`) as string }),
  ]);
});

it.each(Object.entries(IMPORT_PRESETS))('%s is a mapping as a shop would write it', (name, mapping) => {
  expect(importSourceSchema.parse(mapping)).toEqual(mapping);
  expect(mapping.source).toBe(name);
});
