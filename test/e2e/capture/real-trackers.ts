import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

import { build } from 'vite';

const require = createRequire(import.meta.url);
const PAGES = new URL('trackers/', import.meta.url).pathname;
const SEGMENT = dirname(require.resolve('@segment/analytics-next/package.json')) + '/dist/umd/';
/** Scripts that a package has as its vendor serves them. */
const FILES: Readonly<Record<string, string>> = {
  'mixpanel.js': require.resolve('mixpanel-browser/dist/mixpanel.min.js'),
  'acdl.js': require.resolve('@adobe/adobe-client-data-layer/dist/adobe-client-data-layer.min.js'),
  'analytics.min.js': `${SEGMENT}standalone.js`,
};
const built = new Map<string, Promise<string>>();

/** A real tracker's script by its name: from its package, or made of it as its vendor does. Undefined for other names. */
export function readTracker(name: string): Promise<string> | undefined {
  const file = FILES[name] ?? (/^[\w-]+\.bundle\.\w+\.js$/.test(name) ? SEGMENT + name : undefined);
  if (file) return readFile(file, 'utf8');
  if (!/^(rudder-v2|rudder-v3|snowplow)\.js$/.test(name)) return undefined;
  const script = built.get(name) ?? buildScript(name.replace('.js', ''));
  built.set(name, script);
  return script;
}

async function buildScript(name: string): Promise<string> {
  const found = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      rolldownOptions: {
        input: `${PAGES}${name}.page.ts`,
        preserveEntrySignatures: 'strict',
        output: { format: 'iife', codeSplitting: false, ...(name === 'rudder-v2' && { name: 'rudderanalytics' }) },
      },
    },
  });
  if (!('output' in found)) throw new Error('vite has built something else than one script');
  return found.output[0].code;
}
