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
  readonly debug?: string | undefined;
}

/** Names under which a shop's pages stand while they are made. */
const LOCAL = /^(localhost|127\.0\.0\.1|\[::1])$|\.(local|test)$/;

/** Puts in the defaults of the public face: site `default`, no pinned key, `capture` `auto`, the site's own deadline. */
export function toVisitOptions(
  { site = 'default', key, capture = 'auto', worker, deadline, expose, debug }: GivenOptions,
  build: Pick<
    VisitOptions,
    'bundleUrl' | 'baseUrl' | 'toScriptUrl' | 'bringAnnex' | 'bringFollow' | 'bringStorefront' | 'host'
  >,
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
    isDebugged: debug !== undefined || LOCAL.test(location.hostname),
  };
}

function words(text = ''): string[] {
  return text.split(/\s+/).filter(Boolean);
}
