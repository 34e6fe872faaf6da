import { z } from 'zod';

import { conditionSchema, importSourceSchema, offerSchema, segmentSchema } from '../../contract/segments.schema.ts';
import { configSchema } from '../config.ts';
import { IMPORT_PRESETS } from './import-presets.ts';
import { classicOffersSchema, classicsSchema } from './preset.ts';

type Json = Record<string, unknown>;

/**
 * The JSON Schema by which editors complete and check a config, and a bare list of segments: made of the schemas that the
 * trainer itself reads by. What one value says of another (circles, names of the catalogue) only `aisle rules check` sees.
 */
export function toEditorSchema(): Json {
  const names = z.registry<{ id: string }>();
  names.add(conditionSchema, { id: 'condition' });
  const definitions = {
    segment: toJson(z.union([classicsSchema, segmentSchema]), names),
    offer: toJson(z.union([classicOffersSchema, offerSchema]), names),
    import: toJson(z.union([z.enum(Object.keys(IMPORT_PRESETS)), importSourceSchema]), names),
  };
  const config = toJson(configSchema, names);
  const site = (config['properties'] as Record<string, { properties: Json }>)['site']!;
  const listOf = (name: string): Json => ({ type: 'array', items: { $ref: `#/$defs/${name}` } });
  Object.assign(site.properties, { segments: listOf('segment'), offers: listOf('offer'), imports: listOf('import') });
  // the trainer's own
  delete site.properties['living'];
  const all = [...Object.values(definitions), config];
  const inner = all.map((schema) => schema['$defs'] as Json | undefined);
  for (const schema of all) {
    delete schema['$defs'];
    delete schema['$schema'];
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Config of aisle train, or a list of segments for aisle rules check',
    anyOf: [config, listOf('segment')],
    $defs: { ...Object.assign({}, ...inner), ...definitions },
  };
}

function toJson(schema: z.ZodType, metadata: z.core.$ZodRegistry<{ id: string }>): Json {
  return z.toJSONSchema(schema, { metadata, unrepresentable: 'any', io: 'input' });
}
