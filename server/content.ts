import type { Context } from 'hono';

import type { Encoding, Platform } from './platform.ts';

// below this a compressed copy saves less than the headers cost
const MIN_COMPRESSED_BYTES = 512;

/** Bytes to serve, with what a cache needs to know of them. */
export interface Content {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** SHA-256 of `bytes`, hexadecimal. */
  readonly hash: string;
  encoded(encoding: Encoding): Promise<Uint8Array<ArrayBuffer>>;
}

/** Keeps each compressed copy once it was asked for. */
export function createContent(
  bytes: Uint8Array<ArrayBuffer>,
  { type, hash, compress }: { type: string; hash: string; compress: Platform['compress'] },
): Content {
  const copies = new Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>();
  return {
    bytes,
    type,
    hash,
    encoded(encoding) {
      if (!compress || bytes.length < MIN_COMPRESSED_BYTES) return Promise.resolve(bytes);
      let copy = copies.get(encoding);
      if (!copy) {
        copy = compress(bytes, encoding);
        copies.set(encoding, copy);
      }
      return copy;
    },
  };
}

/** Answers with `content` in the best encoding the request takes. Every encoding has an ETag of its own. */
export async function send(c: Context, content: Content, cacheControl: string): Promise<Response> {
  const wanted = preferredEncoding(c.req.header('accept-encoding'));
  const copy = wanted ? await content.encoded(wanted) : content.bytes;
  // int8 tables hardly shrink: then the plain bytes are sent, which need no unpacking
  const encoding = wanted && copy.length < content.bytes.length * 0.95 ? wanted : undefined;
  c.header('content-type', content.type);
  c.header('cache-control', cacheControl);
  c.header('vary', 'accept-encoding');
  c.header('etag', `"${content.hash}${encoding ? `-${encoding}` : ''}"`);
  if (encoding) c.header('content-encoding', encoding);
  return c.body(encoding ? copy : content.bytes);
}

function preferredEncoding(header: string | undefined): Encoding | undefined {
  const accepted = new Map(
    (header ?? '').split(',').map((part) => {
      const [name = '', quality = ''] = part.trim().toLowerCase().split(';');
      return [name.trim(), Number(/q=([0-9.]+)/.exec(quality)?.[1] ?? 1)];
    }),
  );
  const quality = (encoding: Encoding) => accepted.get(encoding) ?? accepted.get('*') ?? 0;
  if (quality('br') > 0 && quality('br') >= quality('gzip')) return 'br';
  return quality('gzip') > 0 ? 'gzip' : undefined;
}
