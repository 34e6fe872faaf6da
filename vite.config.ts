import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite';

import { checkSizes, formatSizes, measureSizes } from './test/sizes.ts';
import { createLearnedEnvironment, createLearnedPlugin } from './vite.learned.ts';
import { createTrimPlugin } from './vite.trim.ts';

const ROOT = import.meta.dirname;
const DIST = join(ROOT, 'dist');
const WORKER_MODULE = 'virtual:aisle-worker';
const ADAPTERS = readdirSync(join(ROOT, 'src/consent'))
  .filter((file) => file.endsWith('.chunk.ts'))
  .map((file) => file.replace('.chunk.ts', ''));

/** What the privacy panel is spoken in, beside English, which is part of it. */
const LANGUAGES = readdirSync(join(ROOT, 'src/privacy-panel/texts'))
  .filter((file) => file.endsWith('.chunk.ts'))
  .map((file) => file.replace('.chunk.ts', ''));
/** What the storefront brings where a page needs it, by the file's name: a source of events for each of their senders, and parts of its own. */
const PARTS: Readonly<Record<string, string>> = Object.fromEntries(
  ['src/sources', 'src/storefront'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((file) => file.endsWith('.chunk.ts') && file !== 'storefront.chunk.ts')
      .map((file) => [file.replace('.chunk.ts', ''), `${folder}/${file}`])
      .map(([name, path]) => [folder === 'src/sources' ? `source-${name}` : name, path]),
  ),
);
/** Who is brought by one other script alone, which holds its hash under this name. */
const PINNED = {
  AISLE_ANNEX_INTEGRITY: 'aisle-page-annex.js',
  AISLE_DEBUG_INTEGRITY: 'aisle-debug.js',
  AISLE_FOLLOW_INTEGRITY: 'aisle-follow.js',
  AISLE_OFFERS_INTEGRITY: 'aisle-offers.js',
  AISLE_PANEL_INTEGRITY: 'aisle-panel.js',
  AISLE_SDK_INTEGRITY: 'aisle-sdk.js',
  AISLE_STOREFRONT_INTEGRITY: 'aisle-storefront.js',
};

/** Every constant where it is used, also within its own module: 45 bytes less of a visit. */
const OPTIMIZATION = { inlineConst: { mode: 'all', pass: 3 } } as const;

/** One classic script, whole and minified: no imports, no chunks, no source map that a browser would ask for. */
function script(input: string, file: string): EnvironmentOptions {
  return {
    consumer: 'client',
    build: {
      outDir: 'dist',
      emptyOutDir: false,
      copyPublicDir: false,
      target: 'es2022',
      minify: 'oxc',
      sourcemap: false,
      // whose code is in it, and under what licence: the comments that say so are left out
      license: { fileName: `licences/${file}.md` },
      rolldownOptions: {
        input: join(ROOT, input),
        optimization: OPTIMIZATION,
        output: { format: 'iife', entryFileNames: file, codeSplitting: false, comments: false },
      },
    },
  };
}

/** One module, whole and minified, for `import()` or for shops that build their own scripts. */
function library(input: string, file: string): EnvironmentOptions {
  const { build, ...rest } = script(input, file);
  return {
    ...rest,
    build: {
      ...build,
      rolldownOptions: {
        input: join(ROOT, input),
        optimization: OPTIMIZATION,
        preserveEntrySignatures: 'strict',
        output: { format: 'es', entryFileNames: file, codeSplitting: false, comments: false },
      },
    },
  };
}

/** Names of environments have no hyphens. */
function toPart(name: string): string {
  return `part_${name.replaceAll('-', '_')}`;
}

function integrityOf(file: string): string {
  return `sha256-${createHash('sha256')
    .update(readFileSync(join(DIST, file)))
    .digest('base64')}`;
}

/** Gives the SDK the worker that was built before it, and both scripts of the page the hashes of what they will add to it. */
function builtParts(): Plugin {
  return {
    name: 'aisle-built-parts',
    resolveId: (id) => (id === WORKER_MODULE ? `\0${WORKER_MODULE}` : undefined),
    load(id) {
      if (id !== `\0${WORKER_MODULE}`) return undefined;
      const source = readFileSync(join(DIST, 'aisle-worker.js'), 'utf8').trim();
      return `export const workerSource = ${JSON.stringify(source)};`;
    },
    renderChunk(code) {
      const pinned = Object.entries(PINNED).filter(([name]) => code.includes(name));
      if (pinned.length > 0) {
        return pinned.reduce((text, [name, file]) => text.replaceAll(name, JSON.stringify(integrityOf(file))), code);
      }
      if (code.includes('AISLE_PARTS')) {
        const table = Object.fromEntries(Object.keys(PARTS).map((name) => [name, integrityOf(`aisle-${name}.js`)]));
        return code.replaceAll('AISLE_PARTS', JSON.stringify(table));
      }
      if (code.includes('AISLE_PANEL_TEXTS')) {
        const table = Object.fromEntries(LANGUAGES.map((lang) => [lang, integrityOf(`aisle-panel-${lang}.js`)]));
        return code.replaceAll('AISLE_PANEL_TEXTS', JSON.stringify(table));
      }
      if (!code.includes('AISLE_INTEGRITY')) return undefined;
      // the loader adds what all of them begin and end with
      const hashes = ADAPTERS.map((name) => [
        name,
        integrityOf(`aisle-consent-${name}.js`).slice('sha256-'.length, -1),
      ]);
      const table = JSON.stringify(Object.fromEntries(hashes));
      return code.replaceAll('AISLE_INTEGRITY', table);
    },
  };
}

/** A classic script is read in the encoding of its page, which need not be UTF-8: what is built holds ASCII only. */
function plainText(): Plugin {
  const escape = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return {
    name: 'aisle-plain-text',
    generateBundle(_, files) {
      for (const file of Object.values(files)) {
        // they stand in texts and regular expressions, where that means the same
        if (file.type === 'chunk') file.code = file.code.replaceAll(/[^\0-\x7f]/g, escape);
      }
    },
  };
}

export default defineConfig({
  plugins: [builtParts(), createTrimPlugin(), createLearnedPlugin(), plainText()],
  environments: {
    worker: script('worker/main.ts', 'aisle-worker.js'),
    // what the worker brings when it is first needed
    annex: library('worker/annex/annex.ts', 'aisle-annex.js'),
    names: library('worker/names/names.ts', 'aisle-names.js'),
    refine: library('worker/ranking/refine/room.ts', 'aisle-refine.js'),
    living: library('worker/living/room.ts', 'aisle-living.js'),
    reports: library('worker/reports/room.ts', 'aisle-reports.js'),
    learned: createLearnedEnvironment(),
    ...Object.fromEntries(
      LANGUAGES.map((lang) => [
        `texts_${lang}`,
        script(`src/privacy-panel/texts/${lang}.chunk.ts`, `aisle-panel-${lang}.js`),
      ]),
    ),
    // what the page's annex brings where there is an element for it
    panel: script('src/privacy-panel/panel.chunk.ts', 'aisle-panel.js'),
    ...Object.fromEntries(
      Object.entries(PARTS).map(([name, path]) => [toPart(name), script(path, `aisle-${name}.js`)]),
    ),
    // what the page's annex brings where the bundle has segments or offers
    offers: script('src/offers/offers.chunk.ts', 'aisle-offers.js'),
    // what the page's annex brings on a developer's machine
    debug: script('src/annex/debug.chunk.ts', 'aisle-debug.js'),
    // what the SDK brings when a page needs it, and when its slots have been ordered
    follow: script('src/capture/follow.chunk.ts', 'aisle-follow.js'),
    storefront: script('src/storefront/storefront.chunk.ts', 'aisle-storefront.js'),
    pageAnnex: script('src/annex/page-annex.chunk.ts', 'aisle-page-annex.js'),
    sdk: script('src/sdk/chunk.ts', 'aisle-sdk.js'),
    ...Object.fromEntries(
      ADAPTERS.map((name) => [
        `consent_${name.replaceAll('-', '_')}`,
        script(`src/consent/${name}.chunk.ts`, `aisle-consent-${name}.js`),
      ]),
    ),
    loader: script('src/loader/loader.ts', 'aisle.js'),
    library: library('src/sdk/index.ts', 'index.js'),
    // the demo shop's shell and its own scripts
    client: {
      build: {
        outDir: 'dist/demo',
        emptyOutDir: true,
        ...(existsSync(join(ROOT, 'index.html')) && { rolldownOptions: { input: join(ROOT, 'index.html') } }),
      },
    },
  },
  builder: {
    // in this order: each takes up what the ones before it have written
    async buildApp(builder) {
      rmSync(DIST, { recursive: true, force: true });
      const {
        worker,
        annex,
        names,
        refine,
        living,
        reports,
        learned,
        panel,
        offers,
        debug,
        pageAnnex,
        follow,
        storefront,
        sdk,
        loader,
        library,
        client,
        ...adapters
      } = builder.environments;
      const texts = LANGUAGES.map((lang) => builder.environments[`texts_${lang}`]);
      const parts = Object.keys(PARTS).map((name) => builder.environments[toPart(name)]);
      const lazy = [...texts, ...parts];
      const page = [panel, offers, debug, pageAnnex, follow, storefront, sdk];
      const adapting = Object.values(adapters).filter((each) => !lazy.includes(each));
      for (const environment of [
        worker,
        annex,
        names,
        refine,
        living,
        reports,
        learned,
        ...lazy,
        ...page,
        ...adapting,
        loader,
        library,
      ]) {
        if (environment && environment.name !== 'ssr') await builder.build(environment);
      }
      if (client && existsSync(join(ROOT, 'index.html'))) await builder.build(client);
      const sizes = measureSizes(DIST);
      process.stdout.write(`\n${formatSizes(sizes)}\n`);
      checkSizes(sizes);
    },
  },
});
