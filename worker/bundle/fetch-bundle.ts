import { isManifest, RANK_PARTS, type Part, type PartName } from '../../contract/bundle.ts';
import { toHex } from '../../contract/ids.ts';
import { MAX_MANIFEST_BYTES } from '../../contract/limits.ts';
import { partOf } from '../../contract/parts.ts';
import type { CachedBundle } from '../store/store.ts';
import { decodeBundle, type Bundle } from './decode.ts';
import { isAllowedUrl, type FetchBytes } from './fetch-bytes.ts';

/** Where a bundle comes from, and what ends the fetching of it. */
export interface BundleSource {
  readonly url: string;
  readonly fetchBytes: FetchBytes;
  readonly signal: AbortSignal;
}

export interface FetchedBundle {
  readonly ok: true;
  /** As it is kept for later visits. */
  readonly kept: CachedBundle;
  readonly bundle: Bundle;
}

/** What was expected and not met, for whoever runs the shop. */
export type Refused = { readonly ok: false; readonly detail: string };

/**
 * Fetches the manifest and every part a rank slot needs, checks size, hash and shape of each before the next step, and decodes
 * them. With `former`, only a bundle that is another one and not older, of which only the changed parts are fetched.
 */
export async function fetchBundle(source: BundleSource, former?: CachedBundle): Promise<FetchedBundle | Refused> {
  const { url, fetchBytes, signal } = source;
  const refuse = (why: string): Refused => ({ ok: false, detail: `${url}: ${why}` });
  if (!isAllowedUrl(url)) return refuse('a bundle comes over https:, or over http: from localhost');
  const bytes = await fetchBytes(url, { maxBytes: MAX_MANIFEST_BYTES, signal, revalidate: true });
  if (!bytes) return refuse(`not reachable, or more than ${MAX_MANIFEST_BYTES} bytes`);
  const manifest = parse(bytes);
  if (!isManifest(manifest)) return refuse('not a manifest of bundle format 1');
  const hash = await sha256(bytes);
  // an older version is a rollback, by mistake or by somebody else
  if (former && (former.hash === hash || former.manifest.version > manifest.version)) return refuse('nothing newer');
  const parts = new Map<PartName, ArrayBuffer>();
  const get = async (name: PartName): Promise<void> => {
    const part = partOf(manifest, name);
    const isSame = former && part && partOf(former.manifest, name)?.sha256 === part.sha256;
    const buffer = isSame ? former.parts.get(name) : part && (await fetchPart(part, source));
    if (buffer) parts.set(name, buffer);
  };
  await Promise.all(RANK_PARTS.map(get));
  const missing = RANK_PARTS.find((name) => !parts.has(name));
  if (missing) return refuse(`part ${missing} is missing, or not of the size and hash in the manifest`);
  const bundle = decodeBundle(manifest, parts);
  return bundle
    ? { ok: true, kept: { url, hash, manifest, parts }, bundle }
    : refuse('a part does not fit the manifest');
}

/** Fetches one part; undefined unless its size and hash are what the manifest says. Checked before anything decodes it. */
export async function fetchPart(
  { file, bytes: size, sha256: hash }: Part,
  { url, fetchBytes, signal }: BundleSource,
): Promise<ArrayBuffer | undefined> {
  const bytes = await fetchBytes(new URL(file, url).href, { maxBytes: size, signal });
  return bytes?.length === size && (await sha256(bytes)) === hash ? bytes.buffer : undefined;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
