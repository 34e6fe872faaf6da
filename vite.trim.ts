// What of comlink no page runs, left out of the built scripts. It is pinned to a version, and a cut that no longer fits fails
// the build.

import type { Plugin } from 'vite';

interface Cut {
  readonly module: RegExp;
  readonly from: string;
  /** What follows the cut, and stays. */
  readonly to: string;
  readonly instead: string;
}

const COMLINK = /comlink\/dist\/esm\/comlink\.mjs$/;

const CUTS: readonly Cut[] = [
  {
    // the page calls the engine with plain values and gets plain values: nothing is ever proxied or thrown across, and
    // without these two handlers comlink's whole answering half is unreachable
    module: COMLINK,
    from: 'const transferHandlers = new Map([',
    to: 'function isAllowedOrigin',
    instead: 'const transferHandlers = /* @__PURE__ */ new Map();\n',
  },
  {
    // nor is anything transferred
    module: COMLINK,
    from: 'function processArguments(',
    to: 'const transferCache',
    instead: 'const processArguments = (list) => [list.map((value) => ({ type: "RAW", value }))];\n',
  },
  {
    module: COMLINK,
    from: 'function fromWireValue(',
    to: 'function requestResponseMessage',
    instead: 'const fromWireValue = ({ value }) => value;\n',
  },
  {
    // the one endpoint lives as long as the page: nobody waits for it to be collected, or releases it
    module: COMLINK,
    from: 'const proxyCounter = ',
    to: 'function createProxy',
    instead: 'const registerProxy = () => {};\n',
  },
  {
    module: COMLINK,
    from: 'function throwIfProxyReleased(',
    to: 'function releaseEndpoint',
    instead: 'const throwIfProxyReleased = () => {};\n',
  },
  // of what can be done to a proxy the page does one thing: it calls a method of the engine
  {
    module: COMLINK,
    from: 'if (prop === releaseProxy) {',
    to: 'return createProxy(ep, pendingListeners, [...path, prop]);',
    instead: '',
  },
  { module: COMLINK, from: 'set(_target, prop, rawValue) {', to: 'apply(_target', instead: '' },
  {
    module: COMLINK,
    from: 'const last = path[path.length - 1];',
    to: 'const [argumentList, transferables] = processArguments(rawArgumentList);',
    instead: '',
  },
  {
    module: COMLINK,
    from: 'construct(_target, rawArgumentList) {',
    to: '});\n    registerProxy(proxy, ep);',
    instead: '',
  },
];

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
