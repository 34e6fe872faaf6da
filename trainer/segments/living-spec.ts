import { livingSpecSchema } from '../../contract/segments.schema.ts';
import type { Clustering, LivingSpec } from '../../contract/segments.ts';
import type { Catalogue } from '../catalogue.ts';
import type { TrainerConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { hintsOf } from './catalogue-hints.ts';
import { toKnownNames } from './known-names.ts';
import { complaintsAbout, refuse, resolveLiving, type ResolvedLiving } from './resolve-living.ts';
import { rfmBreaks } from './rfm-breaks.ts';
import { toSignals } from './signals.ts';

/**
 * Holds segments, offers and imports against the catalogue before anything is trained.
 *
 * @throws {TrainerError} `bad-config` with the path of what is wrong and what to do
 */
export function checkSegments(config: Pick<TrainerConfig, 'site'>, catalogue: Catalogue, log: Log): void {
  checkResolved(resolveFor(config, catalogue, log), config, catalogue, log, undefined);
}

/**
 * What the living profile of a bundle does: the manifest's `living`. Null where the shop has neither segments nor offers nor
 * imports and training found no clusters: then no device loads anything for it.
 */
export function toLivingSpec(
  config: Pick<TrainerConfig, 'site' | 'model'>,
  catalogue: Catalogue,
  log: Log,
  clusters: Clustering | null = null,
): LivingSpec | null {
  const resolved = resolveFor(config, catalogue, log);
  const { segments, offers, recovery, imports } = resolved.rules;
  if (segments.length + offers.length + imports.length === 0 && clusters === null) return null;
  const ids = clusters?.clusters.map(({ id }) => id) ?? [];
  checkResolved(resolved, config, catalogue, log, ids);
  const { model } = config;
  return livingSpecSchema.parse({
    signals: toSignals(model?.signals, model?.eventWeights),
    rfm: rfmBreaks(log, catalogue),
    segments,
    clusters,
    offers,
    recovery,
    imports,
  });
}

/** Whether pages have anything to be told of: the site section's `living`. */
export function hasSegments(spec: LivingSpec | null): spec is LivingSpec {
  return spec !== null && (spec.segments.length > 0 || spec.offers.length > 0 || spec.clusters !== null);
}

function resolveFor({ site = {} }: Pick<TrainerConfig, 'site'>, catalogue: Catalogue, log: Log): ResolvedLiving {
  const hasPreset = [...(site.segments ?? []), ...(site.offers ?? [])].some((entry) => 'preset' in entry);
  return resolveLiving(site, hasPreset ? hintsOf(catalogue, log, site.sensitive) : {});
}

function checkResolved(
  resolved: ResolvedLiving,
  { site }: Pick<TrainerConfig, 'site'>,
  catalogue: Catalogue,
  log: Log,
  clusters: readonly string[] | undefined,
): void {
  refuse(complaintsAbout(resolved, toKnownNames(catalogue, log.regions, site?.sensitive), clusters));
}
