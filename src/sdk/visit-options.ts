import { workerSource } from 'virtual:aisle-worker';

import type { VisitOptions } from './visit.ts';

/** What the page says of a visit, under the names and with the values of the tag's `data-` attributes. */
export interface GivenOptions {
  readonly site?: string | undefined;
  readonly key?: string | undefined;
  readonly capture?: string | undefined;
  readonly worker?: string | undefined;
  readonly deadline?: string | undefined;
  readonly expose?: string | undefined;
}

/** Puts in the defaults of the public face: site `default`, no pinned key, `capture` `auto`, the site's own deadline. */
export function toVisitOptions(
  { site = 'default', key, capture = 'auto', worker, deadline, expose }: GivenOptions,
  build: Pick<VisitOptions, 'bundleUrl' | 'baseUrl' | 'toScriptUrl' | 'bringAnnex' | 'bringStorefront' | 'host'>,
): VisitOptions {
  const waitMs = Number(deadline);
  return {
    ...build,
    workerSource,
    workerUrl: worker,
    site,
    keys: words(key),
    sources: words(capture),
    deadlineMs: waitMs >= 0 ? waitMs : undefined,
    expose,
  };
}

function words(text = ''): string[] {
  return text.split(/\s+/).filter(Boolean);
}
