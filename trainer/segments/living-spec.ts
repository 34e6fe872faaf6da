import { livingSpecSchema } from '../../contract/segments.schema.ts';
import type { Clustering, LivingSpec } from '../../contract/segments.ts';
import type { Catalogue } from '../catalogue.ts';
import type { TrainerConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { rfmBreaks } from './rfm-breaks.ts';
import { toSignals } from './signals.ts';

/**
 * What the living profile of a bundle does: the manifest's `living`. Null where the shop has neither segments nor offers nor
 * imports and training found no clusters: then no device loads anything for it.
 */
export function toLivingSpec(
  { site = {}, model }: Pick<TrainerConfig, 'site' | 'model'>,
  catalogue: Catalogue,
  log: Log,
  clusters: Clustering | null = null,
): LivingSpec | null {
  const { segments = [], offers = [], recovery = null, imports = [] } = site;
  if (segments.length + offers.length + imports.length === 0 && clusters === null) return null;
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
export function hasSegments(spec: LivingSpec | null): boolean {
  return spec !== null && (spec.segments.length > 0 || spec.offers.length > 0 || spec.clusters !== null);
}
