import { isManifest, type PartName } from '../../contract/bundle.ts';
import { isRecord } from '../../contract/guards.ts';
import type { Clock } from '../../contract/ids.ts';
import { partOf } from '../../contract/parts.ts';
import type { BundleCache, CachedBundle } from '../store/store.ts';
import { decodeBundle, type Bundle } from './decode.ts';
import { fetchBundle, fetchPart, type BundleSource, type Refused } from './fetch-bundle.ts';

/** A manifest is asked for at most once in this time: the length of a visit. */
const RECHECK_MS = 30 * 60_000;
/** Keys of the cache, beside the hashes of parts. */
const BUNDLE = 'bundle';
const CHECKED_AT = 'checkedAt';

export interface OpenBundle {
  readonly bundle: Bundle;
  /** SHA-256 of the manifest's bytes; it names every part by hash, so this names the bundle. */
  readonly hash: string;
  /** A part that only some pages need, fetched once and cached; undefined where there is none or it cannot be had. */
  part(name: 'display' | 'learned'): Promise<ArrayBuffer | undefined>;
}

export interface BundleOptions extends BundleSource {
  /** Absent where nothing may be kept. */
  readonly cache: BundleCache | undefined;
  readonly clock: Clock;
  /** Pinned public keys. */
  readonly keys: readonly string[];
}

/**
 * Opens the shop's bundle. One that an earlier visit verified and kept serves at once; the manifest is then asked for in the
 * background, at most once in 30 minutes, and a newer bundle is kept for the next page. What cannot be fetched or does
 * not check out leaves the last good one in place.
 */
export async function openBundle(options: BundleOptions): Promise<({ ok: true } & OpenBundle) | Refused> {
  const { url, keys, cache } = options;
  // never fail open: who pins a key must not get an unsigned bundle
  if (keys.some(Boolean)) return { ok: false, detail: 'bundles of format 1 carry no signature: remove data-key' };
  const row = await cache?.get(BUNDLE);
  if (isCachedBundle(row) && row.url === url) {
    const bundle = decodeBundle(row.manifest, row.parts);
    if (bundle) {
      void refresh(row, options);
      return toOpen(bundle, row.hash, options);
    }
  }
  const fetched = await fetchBundle(options);
  if (!fetched.ok) return fetched;
  void keep(fetched.kept, options);
  return toOpen(fetched.bundle, fetched.kept.hash, options);
}

async function refresh(former: CachedBundle, options: BundleOptions): Promise<void> {
  const { cache, clock } = options;
  const sinceMs = clock.now() - Number(await cache?.get(CHECKED_AT));
  if (sinceMs >= 0 && sinceMs < RECHECK_MS) return;
  await cache?.put(CHECKED_AT, clock.now());
  const fetched = await fetchBundle(options, former);
  if (fetched.ok) await keep(fetched.kept, options);
}

async function keep(bundle: CachedBundle, { cache, clock }: BundleOptions): Promise<void> {
  // parts of the former one that this one has too come from the HTTP cache
  await cache?.put(BUNDLE, bundle, true);
  await cache?.put(CHECKED_AT, clock.now());
}

function toOpen(bundle: Bundle, hash: string, options: BundleOptions): { ok: true } & OpenBundle {
  const { cache } = options;
  const asked = new Map<PartName, Promise<ArrayBuffer | undefined>>();
  const load = async (name: PartName): Promise<ArrayBuffer | undefined> => {
    const part = partOf(bundle.manifest, name);
    if (!part) return undefined;
    const kept = await cache?.get(part.sha256);
    if (kept instanceof ArrayBuffer && kept.byteLength === part.bytes) return kept;
    const fetched = await fetchPart(part, options);
    if (fetched) void cache?.put(part.sha256, fetched);
    // a failure may pass: the next slot that needs it asks again
    else asked.delete(name);
    return fetched;
  };
  return {
    ok: true,
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
  return isRecord(value) && isManifest(value['manifest']) && value['parts'] instanceof Map;
}
