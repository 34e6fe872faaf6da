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

const COMLINK = /comlink\/dist\/esm\/comlink\.mjs$/;

const IDB = /idb\/build\/index\.js$/;

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
  // listeners need not be taken off what is gone after one event
  {
    module: IDB,
    from: 'const promise = new Promise((resolve, reject) => {',
    to: '// This mapping exists',
    instead: `const promise = new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(wrap(request.result));
      request.onerror = () => reject(request.error);
    });\n`,
  },
  {
    module: IDB,
    from: 'const done = new Promise((resolve, reject) => {',
    to: '// Cache it for later',
    instead: `const done = new Promise((resolve, reject) => {
      tx.oncomplete = resolve;
      tx.onerror = tx.onabort = () => reject(tx.error || new DOMException('AbortError', 'AbortError'));
    });\n`,
  },
  // no cursors
  { module: IDB, from: '            IDBIndex,', to: '            IDBTransaction,', instead: '' },
  { module: IDB, from: 'if (getCursorAdvanceMethods()', to: '\n    return function (', instead: '' },
  // `tx.store`: stores are asked for by name
  { module: IDB, from: "if (prop === 'store') {", to: '}\n        // Else transform', instead: '' },
  // nothing is set on a wrapped object, and nobody asks what it has
  { module: IDB, from: 'set(target, prop, value) {', to: '};\nfunction replaceTraps', instead: '' },
  // options of openDB and deleteDB that the store leaves out
  { module: IDB, from: 'if (blocked) {', to: 'openPromise\n', instead: '' },
  { module: IDB, from: 'if (terminated)', to: 'if (blocking)', instead: '' },
  { module: IDB, from: 'if (blocked) {', to: 'return wrap(request)', instead: '' },
  {
    // the store works on transactions and reads whole ranges: no shortcuts on the database, no iteration of cursors
    module: IDB,
    from: 'const readMethods = ',
    to: 'export {',
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
