import { createSensitiveCheck, findSensitive } from '../../contract/sensitive.ts';
import type { SensitivePart } from '../../contract/parts.ts';
import type { Bundle } from '../bundle/decode.ts';

const checks = new WeakMap<Bundle, (text: string) => boolean>();

/** What of a bundle is sensitive, where its trainer has not said so. */
export function markSensitive(bundle: Bundle): SensitivePart {
  return findSensitive(bundle.attributes, bundle.vocabulary, sensitiveCheckOf(bundle));
}

/** Of texts of this shop's: the default list and the site's own words. */
export function sensitiveCheckOf(bundle: Bundle): (text: string) => boolean {
  const check = checks.get(bundle) ?? createSensitiveCheck(bundle.manifest.site.sensitive);
  checks.set(bundle, check);
  return check;
}
