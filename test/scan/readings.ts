import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

import { uncompressSnappy } from './snappy.ts';

/** How deep encodings may lie in one another: base64 of gzip of percent-encoded text is three. */
const MAX_DEPTH = 4;
/** Shorter runs hold nothing that is looked for. */
const MIN_ENCODED = 8;
/** Something that may be an encoding of something else. */
const LEGIBLE = /[\x20-\x7e\0]{8,}/;
/** What decodes to less is a chance hit of a format that random bytes have too. */
const MIN_DECODED = 4;
/** Fewer bytes hold nothing that is looked for, however well they were compressed. */
const MIN_COMPRESSED = 12;

/**
 * Everything that a chunk of bytes may say: itself as text, and whatever comes of it by undoing UTF-16, percent encoding,
 * `\u` escapes, base64 and base64url at every alignment, hexadecimal digits, gzip, zlib, deflate, brotli and snappy, one in
 * another. Lower case, one character a byte.
 */
export function* readingsOf(bytes: Uint8Array, depth = MAX_DEPTH, seen = new Set<string>()): Generator<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('latin1');
  yield text.toLowerCase();
  if (depth === 0) return;
  for (const inner of inflated(buffer)) yield* readingsOf(inner, depth - 1, seen);
  // noise that came of decoding what was no such encoding is not decoded any further
  if (depth < MAX_DEPTH && !LEGIBLE.test(text)) return;
  // UTF-16 of either alignment and byte order, where the text is ASCII
  if (text.includes('\0')) {
    const narrow = text.replaceAll('\0', '');
    yield narrow.toLowerCase();
    yield* readEncodings(narrow, depth, seen);
  }
  yield* readEncodings(text, depth, seen);
}

function* readEncodings(text: string, depth: number, seen: Set<string>): Generator<string> {
  const plain = text
    .replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/\\+u00([0-9a-f]{2})|\\+x([0-9a-f]{2})/gi, (_, long?: string, short?: string) =>
      String.fromCharCode(Number.parseInt(long ?? short ?? '', 16)),
    );
  if (plain !== text) yield* readingsOf(Buffer.from(plain, 'latin1'), depth - 1, seen);
  for (const run of runsOf(text, /[A-Za-z0-9+/_-]{8,}/g, depth, seen)) {
    for (let skip = 0; skip < 4 && run.length - skip >= MIN_ENCODED; skip++) {
      // what is no base64 decodes to noise, in which no known text can be
      yield* readingsOf(Buffer.from(run.slice(skip), 'base64'), depth - 1, seen);
    }
  }
  for (const run of runsOf(text, /[0-9a-f]{16,}/gi, depth, seen)) {
    for (const skip of [0, 1]) yield* readingsOf(Buffer.from(run.slice(skip), 'hex'), depth - 1, seen);
  }
}

/** The same word comes a thousand times, and says the same each time. */
function* runsOf(text: string, pattern: RegExp, depth: number, seen: Set<string>): Generator<string> {
  for (const [run] of text.matchAll(pattern)) {
    const key = `${pattern.source} ${depth} ${run}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield run;
  }
}

function* inflated(bytes: Buffer): Generator<Uint8Array> {
  if (bytes.length < MIN_COMPRESSED) return;
  // cut off or followed by something else: what came out until then counts
  const options = { finishFlush: constants.Z_SYNC_FLUSH };
  const found = (inflate: () => Uint8Array | undefined): Uint8Array[] => {
    try {
      const inner = inflate();
      return inner && inner.length >= MIN_DECODED ? [inner] : [];
    } catch {
      return [];
    }
  };
  for (const at of placesOf(bytes, [0x1f, 0x8b, 0x08])) {
    yield* found(() => gunzipSync(bytes.subarray(at), options));
    // gunzip refuses what stands in the middle of a file; behind a plain header of ten bytes it is deflate
    yield* found(() => inflateRawSync(bytes.subarray(at + 10), options));
  }
  for (const second of [0x01, 0x5e, 0x9c, 0xda]) {
    for (const at of placesOf(bytes, [0x78, second])) yield* found(() => inflateSync(bytes.subarray(at), options));
  }
  // Chromium's wrapping of a compressed value in IndexedDB
  for (const at of placesOf(bytes, [0xff, 0x11, 0x02])) yield* found(() => uncompressSnappy(bytes.subarray(at + 3)));
  // these three have no mark of their own: tried from the first byte only
  yield* found(() => inflateRawSync(bytes));
  yield* found(() => brotliDecompressSync(bytes));
  yield* found(() => uncompressSnappy(bytes));
}

function* placesOf(bytes: Buffer, mark: readonly number[]): Generator<number> {
  const wanted = Buffer.from(mark);
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) yield at;
}
