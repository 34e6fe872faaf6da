// `aisle-living.js`: the living profile. The engine brings it with `import()` as soon as it has a manifest that names any of
// it; slots do not wait for it, unless the shop's rules for lists ask for segments.

import type { OpenBundle } from '../bundle/open-bundle.ts';
import { Refusal } from '../envelope.ts';
import type { Living } from './living.ts';

/** Opens what the manifest's `living` says; undefined where it is of a newer build. */
export async function openLiving(_open: OpenBundle): Promise<Living | undefined> {
  return {
    take() {},
    segmentsAt: () => new Set(),
    answerCall: () => Promise.reject(new Refusal('bad-request')),
  };
}
