import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Captured {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface CaptureProxy {
  /** For the browser's `proxy` option. */
  readonly server: string;
  /** All that any page, worker or the browser itself has asked for, oldest first. */
  readonly requests: readonly Captured[];
  stop(): Promise<void>;
}

/**
 * A proxy that all of a browser's traffic goes through, so that nothing is missed: pages, workers, beacons and what a
 * page asks for as it closes. It forwards to this machine only; anything else is captured and refused. HTML passes
 * through `rewriteHtml`, JSON through `rewriteJson`.
 */
export async function startCaptureProxy(
  rewriteHtml?: (html: string) => string,
  rewriteJson?: (json: string) => string,
): Promise<CaptureProxy> {
  const requests: Captured[] = [];
  const server: Server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '', 'http://unknown');
      const body = Buffer.concat(chunks);
      requests.push({ method: incoming.method ?? '', url, headers: incoming.headers, body: body.toString('latin1') });
      if (!isLocal(url.hostname)) return void outgoing.writeHead(403).end();
      // uncompressed: there is HTML to rewrite
      const { 'proxy-connection': _, 'accept-encoding': __, ...headers } = incoming.headers;
      const target = { host: '127.0.0.1', port: url.port, path: url.pathname + url.search, method: incoming.method };
      const forwarded = request({ ...target, headers }, (response) => {
        const type = response.headers['content-type'] ?? '';
        const change = type.startsWith('text/html')
          ? rewriteHtml
          : type.startsWith('application/json')
            ? rewriteJson
            : undefined;
        if (change) return void rewrite(response, outgoing, change);
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      });
      forwarded.on('error', () => outgoing.writeHead(502).end());
      forwarded.end(body);
    });
  });
  // a tunnel, which is what https and WebSockets ask for: nothing here needs one
  server.on('connect', (incoming, socket) => {
    const url = new URL(`https://${incoming.url ?? 'unknown'}`);
    requests.push({ method: 'CONNECT', url, headers: incoming.headers, body: '' });
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server: `http://127.0.0.1:${port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function rewrite(
  response: IncomingMessage,
  outgoing: ServerResponse,
  change: (text: string) => string,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const { 'content-length': _, 'transfer-encoding': __, ...headers } = response.headers;
  outgoing.writeHead(response.statusCode ?? 502, headers);
  outgoing.end(change(Buffer.concat(chunks).toString()));
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1';
}
