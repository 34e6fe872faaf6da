import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { isManifest, type Manifest, type Part } from '../contract/bundle.ts';
import { MAX_MANIFEST_BYTES, MAX_PART_BYTES } from '../contract/limits.ts';
import { hashOf } from './bundle-writer.ts';
import { describeCause, TrainerError } from './errors.ts';

const TIMEOUT_MS = 30_000;

export interface PartCheck {
  readonly part: Part;
  /** Undefined: it is what the manifest says. */
  readonly fault: string | undefined;
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
}

export interface CheckedBundle {
  readonly manifest: Manifest;
  /** SHA-256 of the manifest's bytes. */
  readonly hash: string;
  readonly manifestBytes: number;
  readonly parts: readonly PartCheck[];
}

/**
 * Reads a bundle from a directory, or from the URL of its manifest or directory, and compares every part's size and hash
 * with the manifest's.
 *
 * @throws {TrainerError} `no-such-file` or `bad-bundle` where there is no readable manifest
 */
export async function readBundle(place: string): Promise<CheckedBundle> {
  const read = /^https?:\/\//i.test(place) ? openUrl(place) : await openDirectory(place);
  const found = await read('manifest.json', MAX_MANIFEST_BYTES);
  if (typeof found === 'string') {
    throw new TrainerError(
      'no-such-file',
      `no bundle there: manifest.json ${found}. Name a directory written by aisle train, or the URL of its manifest.`,
      { file: place },
    );
  }
  const manifest = parseManifest(found, place);
  const parts: PartCheck[] = [];
  for (const part of manifest.parts) parts.push(await checkPart(part, read));
  return { manifest, hash: hashOf(found), manifestBytes: found.length, parts };
}

/** The bytes, or what is wrong. */
type Read = (name: string, most: number) => Promise<Uint8Array<ArrayBuffer> | string>;

async function checkPart(part: Part, read: Read): Promise<PartCheck> {
  const bytes = await read(part.file, MAX_PART_BYTES);
  if (typeof bytes === 'string') return { part, fault: bytes, bytes: undefined };
  if (bytes.length !== part.bytes) {
    return { part, fault: `has ${bytes.length} bytes, the manifest says ${part.bytes}`, bytes };
  }
  const sha256 = hashOf(bytes);
  const fault = sha256 === part.sha256 ? undefined : `has SHA-256 ${sha256}, the manifest says ${part.sha256}`;
  return { part, fault, bytes };
}

function parseManifest(bytes: Uint8Array, file: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new TrainerError('bad-bundle', `manifest.json is not JSON: ${(cause as Error).message}. Train it again.`, {
      file,
    });
  }
  if (isManifest(value)) return value;
  throw new TrainerError('bad-bundle', 'manifest.json is not a manifest of bundle format 1. Train it again.', { file });
}

async function openDirectory(dir: string): Promise<Read> {
  const info = await stat(dir).catch(() => undefined);
  if (!info?.isDirectory()) {
    const what = info ? 'is a file, a directory was expected' : 'no such directory';
    throw new TrainerError('no-such-file', `${what}. Name a directory written by aisle train.`, { file: dir });
  }
  return async (name, most) => {
    try {
      const { size } = await stat(join(dir, name));
      return size > most ? `is larger than ${most} bytes` : new Uint8Array(await readFile(join(dir, name)));
    } catch (cause) {
      const code = describeCause(cause);
      return code === 'ENOENT' ? 'is missing' : `cannot be read: ${code}`;
    }
  };
}

function openUrl(place: string): Read {
  const base = place.endsWith('.json') ? place : `${place.replace(/\/?$/, '/')}manifest.json`;
  return async (name, most) => {
    const url = name === 'manifest.json' ? base : new URL(name, base).href;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!response.ok) return `answers ${response.status}`;
      return await readCapped(response, most);
    } catch (cause) {
      return `cannot be fetched: ${(cause as Error).message}`;
    }
  };
}

async function readCapped(response: Response, most: number): Promise<Uint8Array<ArrayBuffer> | string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > most) return `is larger than ${most} bytes`;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
