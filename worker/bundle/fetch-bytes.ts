export interface ByteRequest {
  /** The stream is cut off past it, whatever the response's header says. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Ask the server even where the HTTP cache has a copy. */
  readonly revalidate?: boolean;
}

/** Gets a public file; undefined where it cannot be had. Never rejects. */
export type FetchBytes = (url: string, request: ByteRequest) => Promise<Uint8Array<ArrayBuffer> | undefined>;

/** Whether a bundle may come from there: `https:`, or `http:` from this very machine. */
export function isAllowedUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

/** Fetches without credentials and without a referrer, so that a request says nothing but which file. */
export function createFetchBytes(send: typeof fetch): FetchBytes {
  return async (url, { maxBytes, signal, revalidate }) => {
    try {
      const response = await send(url, {
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        cache: revalidate ? 'no-cache' : 'default',
        signal,
      });
      // a redirect must not lead where the URL itself might not
      if (!response.ok || !response.body || (response.url && !isAllowedUrl(response.url))) return undefined;
      return await readCapped(response.body, maxBytes);
    } catch {
      return undefined;
    }
  };
}

async function readCapped(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  let left = maxBytes;
  const capped = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      left -= chunk.length;
      if (left < 0) throw new RangeError();
      controller.enqueue(chunk);
    },
  });
  return new Uint8Array(await new Response(body.pipeThrough(capped)).arrayBuffer());
}
