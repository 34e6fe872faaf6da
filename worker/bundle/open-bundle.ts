import { isManifest, RANK_PARTS, type PartName } from '../../contract/bundle.ts';
import { isRecord } from '../../contract/guards.ts';
import type { Clock } from '../../contract/ids.ts';
import { partOf } from '../../contract/parts.ts';
import type { BundleCache, CachedBundle } from '../store/store.ts';
import { decodeBundle, type Bundle } from './decode.ts';
import { fetchManifest, fetchPart, fetchParts, refused, type BundleSource, type Refused } from './fetch-bundle.ts';

/** A manifest is asked for at most once in this time: the length of a visit. */
const RECHECK_MS = 30 * 60_000;

export interface OpenBundle {
  readonly bundle: Bundle;
  readonly hash: string;
  /** A part that only some pages need, fetched once and cached; undefined where there is none or it cannot be had. */
  part(name: 'display' | 'learned'): Promise<ArrayBuffer | undefined>;
}

export interface BundleOptions extends BundleSource {
  readonly cache: BundleCache;
  readonly clock: Clock;
  /** Pinned public keys. */
  readonly keys: readonly string[];
}

/**
 * Opens the shop's bundle. One that an earlier visit verified and kept serves at once; the manifest is then asked for in the
 * background, at most once in 30 minutes, and a newer bundle is kept for the next page. What cannot be fetched or does
 * not check out leaves the last good one in place.
 */
export async function openBundle(options: BundleOptions): Promise<{ ok: true; open: OpenBundle } | Refused> {
  if (options.keys.some((key) => key !== '')) {
    // never fail open: who pins a key must not get an unsigned bundle
    return refused('a key is pinned, and bundles of format 1 carry no signature: remove data-key');
  }
  const row = await options.cache.read();
  if (isCachedBundle(row) && row.url === options.url) {
    const bundle = decodeBundle(row.manifest, row.parts);
    if (bundle) {
      void refresh(row, options);
      return { ok: true, open: toOpen(bundle, row.hash, options) };
    }
  }
  return fetchFirst(options);
}

async function fetchFirst(options: BundleOptions): Promise<{ ok: true; open: OpenBundle } | Refused> {
  const { url, cache, clock } = options;
  const fetched = await fetchManifest(options);
  if (!fetched.ok) return fetched;
  const { manifest, hash } = fetched;
  const filled = await fetchParts(manifest, options);
  if (!filled.ok) return filled;
  const bundle = decodeBundle(manifest, filled.parts);
  if (!bundle) return refused(`${url}: a part does not fit the manifest`);
  void cache.replace({ url, hash, manifest, parts: filled.parts }).then(() => cache.writeCheckedAt(clock.now()));
  return { ok: true, open: toOpen(bundle, hash, options) };
}

async function refresh(kept: CachedBundle, options: BundleOptions): Promise<void> {
  const { url, cache, clock } = options;
  const sinceMs = clock.now() - (await cache.readCheckedAt());
  if (sinceMs >= 0 && sinceMs < RECHECK_MS) return;
  await cache.writeCheckedAt(clock.now());
  const fetched = await fetchManifest(options);
  // an older version is a rollback, by mistake or by somebody else
  if (!fetched.ok || fetched.hash === kept.hash || fetched.manifest.version < kept.manifest.version) return;
  const { manifest, hash } = fetched;
  const known = new Map(
    kept.manifest.parts.flatMap(({ name, sha256 }) => {
      const buffer = kept.parts.get(name);
      return buffer ? [[sha256, buffer] as const] : [];
    }),
  );
  const filled = await fetchParts(manifest, options, known);
  if (filled.ok && decodeBundle(manifest, filled.parts)) {
    await cache.replace({ url, hash, manifest, parts: filled.parts });
  }
}

function toOpen(bundle: Bundle, hash: string, options: BundleOptions): OpenBundle {
  const asked = new Map<PartName, Promise<ArrayBuffer | undefined>>();
  const load = async (name: PartName): Promise<ArrayBuffer | undefined> => {
    const part = partOf(bundle.manifest, name);
    if (!part) return undefined;
    const kept = await options.cache.readPart(part.sha256);
    if (kept?.byteLength === part.bytes) return kept;
    const fetched = await fetchPart(part, options);
    if (fetched) void options.cache.writePart(part.sha256, fetched);
    // a failure may pass: the next page that needs it asks again
    else asked.delete(name);
    return fetched;
  };
  return {
    bundle,
    hash,
    part(name) {
      const asking = asked.get(name) ?? load(name);
      asked.set(name, asking);
      return asking;
    },
  };
}

/** Written by this build or an older one: shapes are checked anew, hashes were checked when it was written. */
function isCachedBundle(value: unknown): value is CachedBundle {
  return (
    isRecord(value) &&
    typeof value['url'] === 'string' &&
    typeof value['hash'] === 'string' &&
    isManifest(value['manifest']) &&
    value['parts'] instanceof Map &&
    hasSizes(value['parts'], value['manifest'].parts)
  );
}

function hasSizes(parts: ReadonlyMap<unknown, unknown>, described: CachedBundle['manifest']['parts']): boolean {
  return RANK_PARTS.every((name) => {
    const buffer = parts.get(name);
    return buffer instanceof ArrayBuffer && buffer.byteLength === described.find((part) => part.name === name)?.bytes;
  });
}
