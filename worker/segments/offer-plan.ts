import { toFingerprint } from '../../contract/ids.ts';
import type { OfferState } from '../../contract/living.ts';
import { toMs, type Offer } from '../../contract/segments.ts';

const DAY_MS = 86_400_000;
const DEFAULT_CAP = { times: 1, within: '7d' };
const DEFAULT_COOL_DOWN = '24h';
const DEFAULT_ATTRIBUTION = '7d';

/** An offer of the bundle with its times in ms. */
export interface OfferPlan extends Pick<Offer, 'id' | 'segments' | 'content' | 'slots' | 'recovers'> {
  /** First and, from then on no more, in ms since 1970. */
  readonly from: number;
  readonly to: number;
  /** How long it stands. */
  readonly standsMs: number;
  readonly cap: { readonly times: number; readonly withinMs: number };
  readonly coolDownMs: number;
  readonly attributionMs: number;
  /** 0..1. */
  readonly holdout: number;
}

/** The offers of a bundle, the one that is shown first first. */
export function toPlans(offers: readonly Offer[]): OfferPlan[] {
  return offers.toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0)).map(toPlan);
}

/**
 * When an offer has ended: dismissed, accepted or expired, whichever came first; undefined while it has not. What has expired
 * nobody has to write down.
 */
export function endOf({ standsMs }: OfferPlan, { firstAt, endedAt }: OfferState, now: number): number | undefined {
  const expiresAt = firstAt + standsMs;
  return endedAt ?? (now >= expiresAt ? expiresAt : undefined);
}

/** From when on the cap allows it again. */
export function freeAt({ cap }: OfferPlan, { visits }: OfferState): number {
  return (visits.at(-cap.times) ?? -Infinity) + cap.withinMs;
}

/**
 * Whether the offer is held back from the visitor of that seed: a share of `holdout` of all seeds, another one for each offer,
 * and the same visitors as long as the share stays; a larger share holds back those of a smaller one too.
 *
 * Uniform by the fingerprint and the finaliser of MurmurHash3 (https://github.com/aappleby/smhasher).
 */
export function isHeldBack({ id, holdout }: OfferPlan, seed: string): boolean {
  let hash = Number.parseInt(toFingerprint(seed + id), 16);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < holdout;
}

function toPlan(offer: Offer): OfferPlan {
  const { id, segments, content, slots, recovers, from, to, expires, cap = DEFAULT_CAP } = offer;
  return {
    id,
    segments,
    content,
    slots,
    recovers,
    from: from ? Date.parse(from) : -Infinity,
    // a day is meant to its end
    to: to ? Date.parse(to) + (to.includes('T') ? 0 : DAY_MS) : Infinity,
    standsMs: expires ? toMs(expires) : Infinity,
    cap: { times: cap.times, withinMs: toMs(cap.within) },
    coolDownMs: toMs(offer.coolDown ?? DEFAULT_COOL_DOWN),
    attributionMs: toMs(offer.attribution ?? DEFAULT_ATTRIBUTION),
    holdout: offer.holdout ?? 0,
  };
}
