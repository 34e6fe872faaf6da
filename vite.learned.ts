// How `aisle-learned.js` and `aisle-learned.wasm` are built: tfjs without what only trains, stores models or needs threads,
// and without the kernels that no layer can reach. A quarter smaller than tfjs as it comes, and it runs the same models.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as core from '@tensorflow/tfjs-core';
import { build, type EnvironmentOptions, type Plugin, type Rolldown } from 'vite';

const ROOT = dirname(fileURLToPath(import.meta.url));
const ENTRY = join(ROOT, 'worker/ranking/learned/entry.ts');
const WASM_FOLDER = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

/** Modules of tfjs that inference in a worker never runs, and what stands in for them. */
const STAND_INS: readonly (readonly [module: RegExp, code: string])[] = [
  [/tfjs-core\/dist\/register_all_gradients\.js$/, 'export {}'],
  [/tfjs-core\/dist\/optimizers\/register_optimizers\.js$/, 'export const registerOptimizers = () => {}'],
  [/tfjs-core\/dist\/io\/indexed_db\.js$/, 'export class BrowserIndexedDB {} export class BrowserIndexedDBManager {}'],
  [
    /tfjs-core\/dist\/io\/local_storage\.js$/,
    'export class BrowserLocalStorage {} export class BrowserLocalStorageManager {}',
  ],
  [/tfjs-backend-wasm\/wasm-out\/tfjs-backend-wasm-threaded-simd\.worker\.js$/, 'export const wasmWorkerContents = ""'],
  [/tfjs-backend-wasm\/wasm-out\/tfjs-backend-wasm-threaded-simd\.js$/, 'export default () => {}'],
];

/** Emscripten's glue, which holds the name of every kernel of the binary. */
const GLUE = /tfjs-backend-wasm\/wasm-out\/tfjs-backend-wasm\.js$/;
const KERNELS = /tfjs-backend-(?:cpu|wasm)\/dist\/register_all_kernels\.js$/;

/** The Vite environment `learned`: one module for the worker's `import()`, beside the others in `dist/`. */
export function createLearnedEnvironment(outDir = 'dist'): EnvironmentOptions {
  return {
    consumer: 'client',
    build: {
      outDir,
      emptyOutDir: false,
      copyPublicDir: false,
      target: 'es2022',
      license: { fileName: 'licences/aisle-learned.js.md' },
      // the one large script there is, and it says so
      chunkSizeWarningLimit: 600,
      rolldownOptions: {
        input: ENTRY,
        preserveEntrySignatures: 'strict',
        output: { format: 'es', entryFileNames: 'aisle-learned.js', codeSplitting: false, comments: false },
      },
    },
  };
}

/** Leaves out of `environment` what the ranker cannot reach, and puts the wasm binary beside the script. */
export function createLearnedPlugin(environment = 'learned'): Plugin {
  let reachable: ReadonlySet<string> | undefined;
  return {
    name: 'aisle-learned',
    enforce: 'pre',
    applyToEnvironment: ({ name }) => name === environment,
    async load(id) {
      const standIn = standInFor(id);
      if (standIn !== undefined || !KERNELS.test(id)) return standIn;
      reachable ??= await reachableKernels();
      return keepKernels(id, reachable);
    },
    generateBundle() {
      const source = readFileSync(join(WASM_FOLDER, 'tfjs-backend-wasm-simd.wasm'));
      this.emitFile({ type: 'asset', fileName: 'aisle-learned.wasm', source });
    },
  };
}

function standInFor(id: string): { code: string; moduleSideEffects: boolean } | undefined {
  const found = STAND_INS.find(([module]) => module.test(id));
  return found && { code: found[1], moduleSideEffects: false };
}

/** Every string in the script as it is without any kernel: an operation names its kernel, and what is not named cannot run. */
async function reachableKernels(): Promise<ReadonlySet<string>> {
  const withoutKernels: Plugin = {
    name: 'aisle-learned-without-kernels',
    enforce: 'pre',
    load: (id) => (KERNELS.test(id) || GLUE.test(id) ? { code: 'export default () => {}' } : standInFor(id)),
  };
  const options = createLearnedEnvironment().build;
  const output = (await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    plugins: [withoutKernels],
    build: { ...options, write: false, minify: false },
  })) as Rolldown.RolldownOutput | Rolldown.RolldownOutput[];
  const { code } = [output].flat()[0]!.output[0];
  return new Set(Array.from(code.matchAll(/(["'`])(\w+)\1/g), (match) => match[2]!));
}

/** `register_all_kernels.js` without the imports, and the entries of its list, of kernels under no reachable name. */
function keepKernels(id: string, reachable: ReadonlySet<string>): string {
  let code = readFileSync(id, 'utf8').replace(/\/\/# sourceMappingURL.*/, '');
  for (const [line, config, file] of code.matchAll(/^import \{ (\w+) \} from '\.\/(kernels\/\w+)';\n/gm)) {
    const names = kernelNames(join(dirname(id), `${file}.js`));
    if (names.length === 0 || names.some((name) => reachable.has(name))) continue;
    code = code.replace(line, '').replace(new RegExp(`^\\s*${config},?\\n`, 'm'), '');
  }
  return code;
}

/** The names a kernel's file takes from tfjs-core: a kernel's file and its name may differ (BatchNorm, FusedBatchNorm). */
function kernelNames(file: string): string[] {
  const exported: Readonly<Record<string, unknown>> = core;
  return Array.from(readFileSync(file, 'utf8').matchAll(/import \{([^}]*)\} from '@tensorflow\/tfjs-core'/g))
    .flatMap((match) => match[1]!.split(','))
    .map((name) => exported[name.trim().split(' as ')[0]!])
    .filter((value) => typeof value === 'string');
}
