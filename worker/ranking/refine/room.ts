// `aisle-refine.js`: what a bundle may add to the mixture's order. The engine brings it with `import()` as soon as it has a
// manifest that names any of it; until it is there, and where it cannot be had, the mixture's order stands.

import type { Manifest } from '../../../contract/bundle.ts';
import type { BundleOptions } from '../../bundle/open-bundle.ts';
import { readPart } from '../../bundle/read-part.ts';
import type { Living } from '../../living/living.ts';
import type { LoadLearned } from '../../lazy-rooms.ts';
import { openRefiner } from './open-refiner.ts';
import type { CreateRefiner } from './refine.ts';

/**
 * Fetches what the manifest's `refine` needs, beside the parts of the bundle itself, and makes a refiner of it. See `openRefiner`.
 */
export async function fetchRefiner(
  manifest: Manifest,
  source: BundleOptions,
  loadLearned: LoadLearned,
  baseUrl: string,
  living?: () => Promise<Living | undefined>,
): Promise<CreateRefiner | undefined> {
  return openRefiner(manifest, {
    readPart: (name) => readPart({ bundle: { manifest }, source }, name),
    openLearned: (part, spec) =>
      loadLearned(baseUrl)
        .then(({ open }) => open(part, spec, baseUrl))
        .catch(() => undefined),
    living,
  });
}
