// `aisle-living.js`: the living profile. The engine brings it with `import()` as soon as it has a manifest that names any of
// it; slots do not wait for it, unless the shop's rules for lists ask for segments.

import { isRecord } from '../../contract/guards.ts';
import { decodeFacts } from '../../contract/facts.ts';
import type { LivingSpec } from '../../contract/segments.ts';
import type { OpenBundle } from '../bundle/open-bundle.ts';
import { readPart } from '../bundle/read-part.ts';
import type { LoadReports } from '../lazy-rooms.ts';
import { createCatalogue } from './catalogue.ts';
import { createLiving } from './create-living.ts';
import type { Living } from './living.ts';
import { browserSurroundings } from './surroundings.ts';

/**
 * Opens what the manifest's `living` says; undefined where it is of a newer build. Where the part with the catalogue's prices
 * cannot be had, only events know prices. `region`: as the page gives it.
 */
export async function openLiving(
  open: OpenBundle,
  region?: string,
  surroundings = browserSurroundings(region),
  loadReports: LoadReports = bringReports,
): Promise<Living | undefined> {
  const { bundle } = open;
  const { living: spec, site, items } = bundle.manifest;
  if (!isSpec(spec)) return undefined;
  const part = await readPart(open, 'facts');
  const prices = part && decodeFacts(part, items)?.price;
  const catalogue = createCatalogue(bundle, prices);
  return createLiving({ spec, catalogue, surroundings, currency: site.currency }, loadReports);
}

/** From beside this script, as the engine brings its own. */
function bringReports(baseUrl: string): ReturnType<LoadReports> {
  return import(/* @vite-ignore */ `${baseUrl}aisle-reports.js`) as ReturnType<LoadReports>;
}

/** Whether it has the fields of this build. What is wrong with a single rule disables that rule alone. */
function isSpec(value: unknown): value is LivingSpec {
  return (
    isRecord(value) &&
    isRecord(value['signals']) &&
    ['segments', 'offers', 'imports'].every((field) => Array.isArray(value[field]))
  );
}
