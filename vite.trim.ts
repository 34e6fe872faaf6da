// What of the sources is for us alone, left out of the built scripts.

import type { Plugin } from 'vite';

/** Style sheets as text, each rule on its own line or lines: what is between them is for us. */
const STYLES = /src\/privacy-panel\/style\.ts$/;

/** What Vite puts around an `import()`: it preloads style sheets and imports of the other chunk, and there are none. */
const PRELOAD_HELPER = /vite\/preload-helper/;

export function createTrimPlugin(): Plugin {
  return {
    name: 'aisle-trim',
    transform(code, id) {
      if (PRELOAD_HELPER.test(id)) return { code: 'export const __vitePreload = (load) => load();', map: null };
      if (STYLES.test(id)) return { code: code.replace(/\/\*[^]*?\*\//g, '').replace(/\s*\n\s*/g, ''), map: null };
      return undefined;
    },
  };
}
