import { isManifest, RANK_PARTS, type Manifest, type Part, type PartName } from '../../contract/bundle.ts';
import { toHex } from '../../contract/ids.ts';
import { MAX_MANIFEST_BYTES } from '../../contract/limits.ts';
import { partOf } from '../../contract/parts.ts';
import { isAllowedUrl, type FetchBytes } from './fetch-bytes.ts';

/** Where a bundle comes from, and what ends the fetching of it. */
export interface BundleSource {
  readonly url: string;
  readonly fetchBytes: FetchBytes;
  readonly signal: AbortSignal;
}

export interface FetchedManifest {
  readonly manifest: Manifest;
  /** SHA-256 of the manifest's bytes; it names every part by hash, so this names the bundle. */
  readonly hash: string;
}

/** What was expected and not met, for whoever runs the shop. */
export type Refused = { readonly ok: false; readonly detail: string };

/** Fetches and checks the manifest: its URL's scheme, its size, its shape. */
export async function fetchManifest({
  url,
  fetchBytes,
  signal,
}: BundleSource): Promise<({ readonly ok: true } & FetchedManifest) | Refused> {
  if (!isAllowedUrl(url)) return refused(`${url}: a bundle comes over https:, or over http: from localhost`);
  const bytes = await fetchBytes(url, { maxBytes: MAX_MANIFEST_BYTES, signal, revalidate: true });
  if (!bytes) return refused(`${url}: not reachable, or more than ${MAX_MANIFEST_BYTES} bytes`);
  const manifest = parse(bytes);
  if (!isManifest(manifest)) return refused(`${url}: not a manifest of bundle format 1`);
  return { ok: true, manifest, hash: await sha256(bytes) };
}

/** Fetches one part; undefined unless its size and hash are what the manifest says. Checked before anything decodes it. */
export async function fetchPart(
  { file, bytes: size, sha256: hash }: Part,
  { url, fetchBytes, signal }: BundleSource,
): Promise<ArrayBuffer | undefined> {
  const bytes = await fetchBytes(new URL(file, url).href, { maxBytes: size, signal });
  return bytes?.length === size && (await sha256(bytes)) === hash ? bytes.buffer : undefined;
}

/** Fetches every part a rank slot needs; `known` holds parts at hand, by hash. */
export async function fetchParts(
  manifest: Manifest,
  source: BundleSource,
  known: ReadonlyMap<string, ArrayBuffer> = new Map(),
): Promise<{ readonly ok: true; readonly parts: Map<PartName, ArrayBuffer> } | Refused> {
  const buffers = await Promise.all(
    RANK_PARTS.map(async (name) => {
      const part = partOf(manifest, name);
      return part && (known.get(part.sha256) ?? (await fetchPart(part, source)));
    }),
  );
  const parts = new Map<PartName, ArrayBuffer>();
  for (const [index, name] of RANK_PARTS.entries()) {
    const buffer = buffers[index];
    if (!buffer) return refused(`${source.url}: part ${name} is missing, or not of the size and hash in the manifest`);
    parts.set(name, buffer);
  }
  return { ok: true, parts };
}

export function refused(detail: string): Refused {
  return { ok: false, detail };
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
