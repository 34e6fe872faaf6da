import { isManifest } from '../../contract/bundle.ts';
import type { Clock } from '../../contract/ids.ts';
import { within } from '../deadline.ts';
import type { BundleCache, CachedBundle } from '../store/store.ts';
import { decodeBundle, type Bundle } from './decode.ts';
import { fetchBundle, isOff, type BundleSource, type FetchedBundle } from './fetch-bundle.ts';

/** A manifest is asked for at most once in this time: the length of a visit. */
const RECHECK_MS = 30 * 60_000;
/** How long a page of a shop that has turned Aisle off waits for word that it is on again. */
const OFF_MS = 3_000;
/** Keys of the cache, beside the hashes of parts. */
const BUNDLE = 'bundle';
const CHECKED_AT = 'checkedAt';

export interface OpenBundle {
  readonly bundle: Bundle;
  /** SHA-256 of the manifest's bytes; it names every part by hash, so this names the bundle. */
  readonly hash: string;
  /** The shop has turned Aisle off while the page was open. */
  isOff: boolean;
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
 * Opens the shop's bundle; undefined while the shop has turned Aisle off. A bundle that an earlier visit verified and kept serves
 * at once; the manifest is then asked for in the background, at most once in 30 minutes, and a newer bundle is kept for the
 * next page. What cannot be fetched or does not check out leaves the last good one in place, and Aisle off where it was.
 *
 * @throws Error as `fetchBundle` does
 */
export async function openBundle(source: BundleOptions): Promise<OpenBundle | undefined> {
  const { url, keys, cache } = source;
  // never fail open: who pins a key must not get an unsigned bundle
  if (keys.some(Boolean)) throw new Error('format 1 is not signed: remove data-key');
  // written by this build or an older one: shapes are checked anew, hashes were checked when it was written
  const row = (await cache?.get(BUNDLE)) as CachedBundle | undefined;
  const former = row?.url === url && isManifest(row.manifest) ? row : undefined;
  const known = former && !isOff(former.manifest) && decodeBundle(former.manifest, former.parts);
  if (known) {
    const open = { bundle: known, hash: former.hash, isOff: false, source };
    refresh(former, source).then(
      (fetched) => (open.isOff = !!fetched && !fetched.bundle),
      () => {},
    );
    return open;
  }
  let fetched: FetchedBundle | undefined;
  if (former && isOff(former.manifest)) {
    // nobody waits for anything, and the page may end us as soon as it hears of it
    fetched = await within(OFF_MS, refresh(former, source)).catch(() => undefined);
  } else {
    fetched = await fetchBundle(source);
    void keep(fetched.kept, source);
  }
  return fetched?.bundle && { bundle: fetched.bundle, hash: fetched.kept.hash, isOff: false, source };
}

/** What is there now, and kept; undefined where it was looked at a moment ago. */
async function refresh(former: CachedBundle, source: BundleOptions): Promise<FetchedBundle | undefined> {
  const { cache, clock } = source;
  const sinceMs = clock.now() - Number(await cache?.get(CHECKED_AT));
  if (sinceMs >= 0 && sinceMs < RECHECK_MS) return undefined;
  await cache?.put(CHECKED_AT, clock.now());
  const fetched = await fetchBundle(source, former);
  await keep(fetched.kept, source);
  return fetched;
}

async function keep(bundle: CachedBundle, { cache, clock }: BundleOptions): Promise<void> {
  // parts of the former one that this one has too come from the HTTP cache
  await cache?.put(BUNDLE, bundle, true);
  await cache?.put(CHECKED_AT, clock.now());
}
