import type { PartName } from '../../contract/bundle.ts';
import { partOf } from '../../contract/parts.ts';
import { fetchPart } from './fetch-bundle.ts';
import type { Bundle } from './decode.ts';
import type { BundleOptions } from './open-bundle.ts';

/**
 * A part that only some pages need, fetched once and cached; undefined where there is none or it cannot be had. A failure may
 * pass: the next one who needs it asks again.
 */
export async function readPart(
  { bundle: { manifest }, source }: { readonly bundle: Pick<Bundle, 'manifest'>; readonly source: BundleOptions },
  name: PartName,
): Promise<ArrayBuffer | undefined> {
  const part = partOf(manifest, name);
  if (!part) return undefined;
  const { cache } = source;
  const kept = await cache?.get(part.sha256);
  if (kept instanceof ArrayBuffer && kept.byteLength === part.bytes) return kept;
  const fetched = await fetchPart(manifest, name, source);
  if (fetched) void cache?.put(part.sha256, fetched);
  return fetched;
}
