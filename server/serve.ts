import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

import { createApp } from './app.ts';
import { AisleServerError } from './errors.ts';
import { nodePlatform } from './node-platform.ts';

const DRAIN_MS = 10_000;

export interface ServeOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Address to listen on; default: all of the machine's. */
  readonly host?: string;
  readonly bundleDir: string;
  /** Where reports will be stored; no route of this version writes there. */
  readonly dataDir?: string;
  /** The folder of `npm run build`; absent: no scripts are served. */
  readonly scriptsDir?: string;
  /** Whether SIGTERM and SIGINT stop this server and, with it, the process. Default true. */
  readonly stopOnSignal?: boolean;
}

export interface Serving {
  readonly port: number;
  /** `http://localhost:PORT` */
  readonly url: string;
  /** Lets requests under way finish, at most 10 s, and refuses new ones. */
  stop(): Promise<void>;
}

/**
 * Serves a bundle, the scripts and the lists of `/v1/recommendations` over HTTP. Resolves once it listens; the bundle
 * may come, or change, later.
 *
 * @throws {AisleServerError} `port-in-use`
 * @example const { url, stop } = await serve({ port: 8787, bundleDir: 'data/bundle', scriptsDir: 'dist' });
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { port, host, bundleDir, scriptsDir, stopOnSignal = true } = options;
  const app = createApp({ bundleDir, platform: nodePlatform(), ...(scriptsDir === undefined ? {} : { scriptsDir }) });
  const serving = await listen(app, { port, ...(host === undefined ? {} : { host }) });
  if (stopOnSignal) {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => void serving.stop().then(() => process.exit(0)));
    }
  }
  return serving;
}

/** Puts any fetch-standard app on a port. */
export async function listen(app: Hono, { port, host }: { port: number; host?: string }): Promise<Serving> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(toPortError(error, port)));
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return { port: bound, url: `http://localhost:${bound}`, stop: () => drain(server) };
}

function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    // keep-alive connections without a request would hold the process for their whole idle time
    server.closeIdleConnections();
  });
}

function toPortError(error: Error, port: number): Error {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error;
  return new AisleServerError(
    'port-in-use',
    `port ${port} is taken by another process; expected a free one. Give another with --port, or 0 for any.`,
    { cause: error },
  );
}
