import type { ImportSource, Offer, Recovery, Segment } from '../../contract/segments.ts';
import { toMessage, type Complaint } from '../config-issues.ts';
import { TrainerError } from '../errors.ts';
import type { CatalogueHints } from './catalogue-hints.ts';
import { checkLiving, type LivingRules } from './check-living.ts';
import type { KnownNames } from './known-names.ts';
import { toClassicOffers, toClassicSegments, type ClassicOffers, type Classics } from './preset.ts';

export type SegmentEntry = Segment | Classics;
export type OfferEntry = Offer | ClassicOffers;

/** What the config says of segments, offers and imports: presets in their lists stand for several. */
export interface LivingConfig {
  readonly segments?: readonly SegmentEntry[] | undefined;
  readonly offers?: readonly OfferEntry[] | undefined;
  readonly recovery?: Recovery | undefined;
  readonly imports?: readonly ImportSource[] | undefined;
}

export interface ResolvedLiving {
  readonly rules: LivingRules;
  /** Place of each segment and offer in the lists of the config. */
  readonly places: { readonly segments: readonly number[]; readonly offers: readonly number[] };
}

/** Puts the rules of presets in their place. */
export function resolveLiving(config: LivingConfig, hints: CatalogueHints): ResolvedLiving {
  const segments = (config.segments ?? []).flatMap((entry, place) =>
    ('preset' in entry ? toClassicSegments(entry, hints) : [entry]).map((one) => ({ one, place })),
  );
  const all = segments.map(({ one }) => one);
  const offers = (config.offers ?? []).flatMap((entry, place) =>
    ('preset' in entry ? toClassicOffers(entry, all, !!config.recovery) : [entry]).map((one) => ({ one, place })),
  );
  return {
    rules: {
      segments: all,
      offers: offers.map(({ one }) => one),
      recovery: config.recovery ?? null,
      imports: config.imports ?? [],
    },
    places: { segments: segments.map(({ place }) => place), offers: offers.map(({ place }) => place) },
  };
}

/** What is wrong with resolved rules, at the places where the config has them. */
export function complaintsAbout(
  { rules, places }: ResolvedLiving,
  names: KnownNames | undefined,
  clusters: readonly string[] | undefined,
): Complaint[] {
  return checkLiving(rules, names, clusters).map(({ path, message }) => {
    const [site, list, at, ...rest] = path;
    if ((list !== 'segments' && list !== 'offers') || typeof at !== 'number') return { path, message };
    return { path: [site!, list, places[list][at]!, ...rest], message };
  });
}

/** @throws {TrainerError} `bad-config` with the path of what is wrong and what to do */
export function refuse(complaints: readonly Complaint[], file?: string): void {
  if (complaints.length > 0) throw new TrainerError('bad-config', toMessage(complaints), { file });
}
