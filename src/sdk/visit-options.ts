import { workerSource } from 'virtual:aisle-worker';

import type { VisitOptions } from './visit.ts';

/** What both ways in, the tag and `createAisle`, say about a visit; text as it stands in attributes. */
export interface GivenOptions extends Omit<VisitOptions, 'workerSource' | 'site' | 'keys' | 'sources' | 'deadlineMs'> {
  readonly site?: string | undefined;
  readonly key?: string | undefined;
  readonly capture?: string | undefined;
  readonly deadlineMs?: string | number | undefined;
}

/** Puts in the defaults of the public face: site `default`, no pinned key, `capture` `auto`, the site's own deadline. */
export function toVisitOptions({
  site = 'default',
  key,
  capture = 'auto',
  deadlineMs,
  ...rest
}: GivenOptions): VisitOptions {
  const waitMs = Number(deadlineMs);
  return {
    ...rest,
    workerSource,
    site: site.slice(0, 64),
    keys: words(key).slice(0, 8),
    sources: words(capture === 'auto' ? 'page dom' : capture),
    deadlineMs: waitMs >= 0 ? waitMs : undefined,
  };
}

function words(text = ''): string[] {
  return text.split(/\s+/).filter(Boolean);
}
