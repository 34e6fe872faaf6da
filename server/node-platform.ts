import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import type { Encoding, Platform } from './platform.ts';

// results are kept, so a slow, good compression is paid once a file; past this size it would hold up the first visitor
const SLOW_LIMIT_BYTES = 1_000_000;

/** Files from the disk, the system's clock, zlib's compression. Problems go to `onProblem`, by default to stderr. */
export function nodePlatform(onProblem: (problem: Error) => void = warn): Platform {
  return {
    files: { read: readBytes, revision },
    clock: { now: () => Date.now() },
    compress,
    onProblem,
  };
}

async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    // a copy with a buffer of its own: Node may hand out a view into a pool, and the decoders take whole buffers
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function revision(path: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function compress(bytes: Uint8Array<ArrayBuffer>, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const slow = bytes.length <= SLOW_LIMIT_BYTES;
  if (encoding === 'gzip') return new Uint8Array(await promisify(gzip)(bytes, { level: slow ? 9 : 6 }));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: slow ? 11 : 5,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return new Uint8Array(await promisify(brotliCompress)(bytes, { params }));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function warn(problem: Error): void {
  console.error(`aisle server: ${problem.message}`);
}
