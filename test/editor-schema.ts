// `npm run schema` writes docs/segments.schema.json, by which editors check what a shop writes.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { toEditorSchema } from '../trainer/segments/json-schema.ts';

export const SCHEMA_FILE = new URL('../docs/segments.schema.json', import.meta.url);

export function renderSchema(): string {
  return `${JSON.stringify(toEditorSchema(), null, 2)}\n`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(SCHEMA_FILE, renderSchema());
}
