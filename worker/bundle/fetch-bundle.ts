import { isManifest, RANK_PARTS, type Manifest, type PartName } from '../../contract/bundle.ts';
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
  /** Hears of the manifest of a first visit before the parts are fetched: what else it needs may come beside them. */
  readonly onManifest?: (manifest: Manifest) => void;
}

export interface FetchedBundle {
  /** As it is kept for later visits. */
  readonly kept: CachedBundle;
  /** Absent where the shop has turned Aisle off: then no part of it is fetched. */
  readonly bundle: Bundle | undefined;
}

/**
 * Fetches the manifest and every part a rank slot needs, checks size, hash and shape of each before the next step, and decodes
 * them. With `former`, only a bundle that is another one and not older, of which only the changed parts are fetched.
 *
 * @throws Error saying what was expected and not met, for whoever runs the shop
 */
export async function fetchBundle(source: BundleSource, former?: CachedBundle): Promise<FetchedBundle> {
  const { url, fetchBytes, signal } = source;
  if (!isAllowedUrl(url)) throw new Error('only https:, or http: on localhost');
  const bytes = await fetchBytes(url, { maxBytes: MAX_MANIFEST_BYTES, signal, revalidate: true });
  if (!bytes) throw new Error('not reachable, or too large');
  const manifest: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (!isManifest(manifest)) throw new Error('no manifest of format 1');
  const hash = await sha256(bytes);
  // an older version is a rollback, by mistake or by somebody else
  if (former && (former.hash === hash || former.manifest.version > manifest.version)) throw new Error('nothing newer');
  const parts = new Map<PartName, ArrayBuffer>();
  const kept = { url, hash, manifest, parts };
  if (isOff(manifest)) return { kept, bundle: undefined };
  if (!former) source.onManifest?.(manifest);
  const get = async (name: PartName): Promise<void> => {
    const isSame = former && partOf(former.manifest, name)?.sha256 === partOf(manifest, name)?.sha256;
    const buffer = (isSame && former.parts.get(name)) || (await fetchPart(manifest, name, source));
    if (!buffer) throw new Error(`part ${name}: missing, or of another size or hash`);
    parts.set(name, buffer);
  };
  await Promise.all(RANK_PARTS.map(get));
  const bundle = decodeBundle(manifest, parts);
  if (!bundle) throw new Error('parts do not fit the manifest');
  return { kept, bundle };
}

/** Whether the shop has turned Aisle off on all its pages. */
export function isOff({ site }: Manifest): boolean {
  return site.enabled === false;
}

/** Fetches one part; undefined unless its size and hash are what the manifest says. Checked before anything decodes it. */
export async function fetchPart(
  manifest: Manifest,
  name: PartName,
  { url, fetchBytes, signal }: BundleSource,
): Promise<ArrayBuffer | undefined> {
  const part = partOf(manifest, name);
  const bytes = part && (await fetchBytes(new URL(part.file, url).href, { maxBytes: part.bytes, signal }));
  return bytes?.length === part?.bytes && (await sha256(bytes!)) === part!.sha256 ? bytes!.buffer : undefined;
}

/** Hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
