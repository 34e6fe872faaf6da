import type { Reason, ScoreTerm } from '../../contract/protocol.ts';
import type { Bundle } from '../bundle/decode.ts';
import { entryOf, WORD, type RawProfile } from '../profile/raw-profile.ts';

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/**
 * What in the profile stands behind each term, in numbers that its owner can check: of an item whether it was bought, is in the
 * cart, or was looked at; of a value how many different items with it were looked at, and within how many days. Where there are
 * any of the last seven days, those alone count.
 */
export function addEvidence(reason: Reason, bundle: Bundle, profile: RawProfile, now: number): Reason {
  return { ...reason, terms: reason.terms.map((term) => ({ ...term, ...evidenceOf(term, bundle, profile, now) })) };
}

function evidenceOf(
  { because }: ScoreTerm,
  bundle: Bundle,
  profile: RawProfile,
  now: number,
): Pick<ScoreTerm, 'did' | 'seen'> {
  if (!because) return {};
  if ('item' in because) {
    const { purchases = 0, refunds = 0 } = entryOf(profile.items, because.item) ?? {};
    if (purchases > refunds) return { did: 'bought' };
    return { did: entryOf(profile.cart, because.item) ? 'cart' : 'looked' };
  }
  if ('segment' in because) return {};
  const seen = seenWith(because, bundle, profile, now);
  return seen ? { seen } : {};
}

function seenWith(
  { attribute, value }: { readonly attribute: string; readonly value: string },
  bundle: Bundle,
  { recent, ignored }: RawProfile,
  now: number,
): ScoreTerm['seen'] {
  const column =
    attribute === WORD
      ? { ...bundle.vocabulary, values: bundle.vocabulary.words }
      : bundle.attributes.find(({ name }) => name === attribute);
  const code = column?.values.indexOf(value) ?? -1;
  if (!column || code < 0) return undefined;
  const { offsets, codes } = column;
  const days = new Map<string, number>();
  for (const { item, at } of recent) {
    const row = bundle.rows.get(item);
    if (row === undefined || ignored.items.includes(item)) continue;
    if (codes.subarray(offsets[row], offsets[row + 1]).includes(code)) days.set(item, (now - at) / DAY_MS);
  }
  const all = [...days.values()];
  const ofWeek = all.filter((age) => age < WEEK_DAYS);
  const counted = ofWeek.length > 0 ? ofWeek : all;
  if (counted.length === 0) return undefined;
  return { items: counted.length, days: Math.max(1, Math.ceil(Math.max(...counted))) };
}
