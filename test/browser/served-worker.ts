// The real engine's worker, to which the small bundle is served at `BUNDLE_URL`; everything else it fetches is the network's.

import { BUNDLE_URL, createSmallBundle } from '../unit/engine/small-bundle.ts';

const { files } = await createSmallBundle();
const { fetch } = self;
self.fetch = (input, init) => {
  const file = files.get(input instanceof Request ? input.url : String(input));
  return file ? Promise.resolve(new Response(file)) : fetch(input, init);
};
if (files.has(BUNDLE_URL)) await import('../../worker/main.ts');
