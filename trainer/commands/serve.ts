import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Command } from 'commander';

import { parsePort } from './options.ts';

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .summary('serve a bundle, the scripts and /v1/recommendations')
    .description(
      'Serves a bundle and its lists over HTTP: /bundle/manifest.json, /v1/recommendations, /healthz, and the built scripts.',
    )
    .option('--port <port>', 'port to listen on; 0 takes a free one', parsePort, 8787)
    .option('--bundle <dir>', "the bundle's directory", 'data/bundle')
    .option('--data <dir>', 'where the server keeps what it stores', 'data/server')
    .addHelpText(
      'after',
      `
Example:
  $ aisle serve --port 8787 --bundle data/bundle`,
    )
    .action(async ({ port, bundle, data }: { port: number; bundle: string; data: string }) => {
      const { serve } = await import('../../server/serve.ts');
      const scripts = fileURLToPath(new URL('../../dist', import.meta.url));
      const { url } = await serve({
        port,
        bundleDir: bundle,
        dataDir: data,
        ...(existsSync(scripts) ? { scriptsDir: scripts } : {}),
      });
      process.stdout.write(`serving ${bundle} at ${url} (Ctrl+C stops it)\n`);
    });
}
