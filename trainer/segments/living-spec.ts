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
import { saySegment } from './words/say-rule.ts';
import { createSpeech } from './words/sentences.ts';

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

/** Whether pages have anything to be told of: the site section's `living`. Of clusters alone only who asks hears. */
export function tellsPages(spec: LivingSpec | null): boolean {
  return spec !== null && (spec.segments.length > 0 || spec.offers.length > 0);
}

/** What is in a bundle's `living`, a line each, for whoever looks what is in it. */
export function describeLiving(living: Readonly<Record<string, unknown>> | null): string[] {
  if (living === null) return ['living          none: no segments, offers, imports or clusters'];
  const checked = livingSpecSchema.safeParse(living);
  if (!checked.success) return ['living          of another version: train the bundle again'];
  const { segments, offers, imports, clusters, recovery } = checked.data;
  const speech = createSpeech('en', 'visitor', { segments: [...segments, ...(clusters?.clusters ?? [])] });
  return [
    'living',
    ...segments.map((segment) => `  segment ${segment.id}: ${saySegment(segment, speech).join(' ')}`),
    ...(clusters?.clusters ?? []).map(
      ({ id, name, share }) => `  cluster ${id} (${name}): ${(share * 100).toFixed(1)} %`,
    ),
    ...offers.map(({ id, segments: raisedBy }) => `  offer ${id}, raised by ${raisedBy.join(', ')}`),
    ...(recovery ? [`  recovery ${JSON.stringify(recovery)}`] : []),
    ...imports.map(({ source, fields }) => `  import ${source}: ${Object.keys(fields).join(', ')}`),
  ];
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
