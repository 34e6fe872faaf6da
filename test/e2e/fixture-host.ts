import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly body: string | Uint8Array;
  readonly type: string;
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a host was asked for. */
export interface HostRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Whether whoever asked has gone before there was an answer. */
  isAborted: boolean;
}

export interface FixtureHost {
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * A host of small pages: `answer` says what stands at a path, undefined is 404. A promise that never settles is a request
 * that hangs.
 */
export async function startFixtureHost(
  answer: (path: string, request: HostRequest) => Promise<Answer | undefined> | Answer | undefined,
): Promise<FixtureHost> {
  let origin = '';
  const server = createServer((incoming, response) => {
    void (async () => {
      const body = await readBody(incoming);
      const { pathname, href } = new URL(incoming.url ?? '/', origin);
      const { method = '', headers } = incoming;
      const asked: HostRequest = { method, url: href, headers, body, isAborted: false };
      response.once('close', () => (asked.isAborted = !response.writableEnded));
      const found = await answer(pathname, asked);
      if (!found) return response.writeHead(404).end();
      const { status = 200, type } = found;
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache', ...found.headers });
      return response.end(found.body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  origin = `http://localhost:${port}`;
  return {
    origin,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}
