import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';

const ROOT = new URL('../../', import.meta.url).pathname;
const READY_MS = 280_000;

export interface DemoShop {
  /** Origin of the shop's pages. */
  readonly shop: string;
  /** Origin of Aisle's scripts and bundle. */
  readonly aisle: string;
  stop(): Promise<void>;
}

/**
 * Starts the demo as `npm start` does, on free ports. Trains and builds first where something is missing. With
 * `DEMO_URLS="http://localhost:8080 http://localhost:8787"` in the environment: takes the one that runs there.
 */
export async function startDemo(): Promise<DemoShop> {
  const [shop, aisle] = process.env['DEMO_URLS']?.split(' ') ?? [];
  if (shop && aisle) return { shop, aisle, stop: () => Promise.resolve() };
  const [shopPort, aislePort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ['demo/start.ts'], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(shopPort), AISLE_PORT: String(aislePort) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let output = '';
  const urls = await new Promise<RegExpExecArray>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the demo did not start in ${READY_MS} ms:\n${output}`)), READY_MS);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const match = /The shop\s+(http:\/\/[^/\s]+)\/\s+Its bundle\s+(http:\/\/[^/\s]+)\//.exec(output);
      if (!match) return;
      clearTimeout(timer);
      resolve(match);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(`the demo ended before it was ready:\n${output}`)));
  });
  return {
    shop: urls[1]!,
    aisle: urls[2]!,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A port that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
