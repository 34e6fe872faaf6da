import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly body: string | Uint8Array;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FixtureHost {
  readonly origin: string;
  stop(): Promise<void>;
}

/** A host of small pages: `answer` says what stands at a path, undefined is 404. */
export async function startFixtureHost(
  answer: (path: string) => Promise<Answer | undefined> | Answer | undefined,
): Promise<FixtureHost> {
  const server = createServer((request, response) => {
    void Promise.resolve(answer(new URL(request.url ?? '/', 'http://host').pathname)).then((found) => {
      if (!found) return response.writeHead(404).end();
      response.writeHead(200, { 'content-type': found.type, 'cache-control': 'no-cache', ...found.headers });
      return response.end(found.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
