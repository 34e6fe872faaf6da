// What of comlink and idb no page runs, left out of the built scripts. Both are pinned to a version, and a cut that no
// longer fits fails the build.

import type { Plugin } from 'vite';

interface Cut {
  readonly module: RegExp;
  readonly from: string;
  /** What follows the cut, and stays. */
  readonly to: string;
  readonly instead: string;
}

const CUTS: readonly Cut[] = [
  {
    // the page calls the engine with plain values and gets plain values: nothing is ever proxied or thrown across, and
    // without these two handlers comlink's whole answering half is unreachable
    module: /comlink\/dist\/esm\/comlink\.mjs$/,
    from: 'const transferHandlers = new Map([',
    to: 'function isAllowedOrigin',
    instead: 'const transferHandlers = /* @__PURE__ */ new Map();\n',
  },
  {
    // the one endpoint lives as long as the page: nobody waits for it to be collected
    module: /comlink\/dist\/esm\/comlink\.mjs$/,
    from: 'const proxyFinalizers = ',
    to: 'function registerProxy',
    instead: 'const proxyFinalizers = undefined;\n',
  },
  {
    // the store works on transactions and reads whole ranges: no shortcuts on the database, no iteration of cursors
    module: /idb\/build\/index\.js$/,
    from: 'const readMethods = ',
    to: 'export {',
    instead: '',
  },
];

/** What Vite puts around an `import()`: it preloads style sheets and imports of the other chunk, and there are none. */
const PRELOAD_HELPER = /vite\/preload-helper/;

export function createTrimPlugin(): Plugin {
  return {
    name: 'aisle-trim',
    transform(code, id) {
      if (PRELOAD_HELPER.test(id)) return { code: 'export const __vitePreload = (load) => load();', map: null };
      const cuts = CUTS.filter(({ module }) => module.test(id));
      if (cuts.length === 0) return undefined;
      return { code: cuts.reduce((left, cut) => apply(left, cut, id), code), map: null };
    },
  };
}

function apply(code: string, { from, to, instead }: Cut, id: string): string {
  const start = code.indexOf(from);
  const end = code.indexOf(to, start);
  if (start < 0 || end < 0) throw new Error(`vite.trim.ts: ${id} no longer holds "${from}" before "${to}": look again`);
  return code.slice(0, start) + instead + code.slice(end);
}
