import { isManifest } from '../../contract/bundle.ts';
import type { Clock } from '../../contract/ids.ts';
import type { BundleCache, CachedBundle } from '../store/store.ts';
import { decodeBundle, type Bundle } from './decode.ts';
import { fetchBundle, type BundleSource } from './fetch-bundle.ts';

/** A manifest is asked for at most once in this time: the length of a visit. */
const RECHECK_MS = 30 * 60_000;
/** Keys of the cache, beside the hashes of parts. */
const BUNDLE = 'bundle';
const CHECKED_AT = 'checkedAt';

export interface OpenBundle {
  readonly bundle: Bundle;
  /** SHA-256 of the manifest's bytes; it names every part by hash, so this names the bundle. */
  readonly hash: string;
  /** Where parts come from that only some pages need: see read-part.ts. */
  readonly source: BundleOptions;
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
 *
 * @throws Error as `fetchBundle` does
 */
export async function openBundle(source: BundleOptions): Promise<OpenBundle> {
  const { url, keys, cache } = source;
  // never fail open: who pins a key must not get an unsigned bundle
  if (keys.some(Boolean)) throw new Error('format 1 is not signed: remove data-key');
  // written by this build or an older one: shapes are checked anew, hashes were checked when it was written
  const row = (await cache?.get(BUNDLE)) as CachedBundle | undefined;
  const known = row?.url === url && isManifest(row.manifest) && decodeBundle(row.manifest, row.parts);
  if (row && known) {
    refresh(row, source).catch(() => {});
    return { bundle: known, hash: row.hash, source };
  }
  const { bundle, kept } = await fetchBundle(source);
  void keep(kept, source);
  return { bundle, hash: kept.hash, source };
}

async function refresh(former: CachedBundle, source: BundleOptions): Promise<void> {
  const { cache, clock } = source;
  const sinceMs = clock.now() - Number(await cache?.get(CHECKED_AT));
  if (sinceMs >= 0 && sinceMs < RECHECK_MS) return;
  await cache?.put(CHECKED_AT, clock.now());
  await keep((await fetchBundle(source, former)).kept, source);
}

async function keep(bundle: CachedBundle, { cache, clock }: BundleOptions): Promise<void> {
  // parts of the former one that this one has too come from the HTTP cache
  await cache?.put(BUNDLE, bundle, true);
  await cache?.put(CHECKED_AT, clock.now());
}
