import { workerSource } from 'virtual:aisle-worker';

import { EXPOSE, type Expose } from '../../contract/site.ts';
import type { ToScriptUrl } from '../engine-client/create-worker.ts';
import type { VisitOptions } from './visit.ts';

/** What both ways in, the tag and `createAisle`, say about a visit; text as it stands in attributes. */
export interface GivenOptions {
  readonly bundleUrl: string;
  readonly baseUrl: string;
  readonly site?: string | undefined;
  readonly key?: string | undefined;
  readonly capture?: string | undefined;
  readonly deadlineMs?: number | undefined;
  readonly workerUrl?: string | undefined;
  readonly toScriptUrl?: ToScriptUrl | undefined;
}

/** Puts in the defaults of the public face: site `default`, no pinned key, `capture` `auto`, the site's own deadline. */
export function toVisitOptions(given: GivenOptions): VisitOptions {
  const {
    bundleUrl,
    baseUrl,
    site = 'default',
    key = '',
    capture = 'auto',
    deadlineMs,
    workerUrl,
    toScriptUrl,
  } = given;
  return {
    workerSource,
    bundleUrl,
    baseUrl,
    site: site.slice(0, 64),
    keys: words(key).slice(0, 8),
    sources: capture === 'auto' ? ['page', 'dom'] : words(capture),
    ...(deadlineMs !== undefined && deadlineMs >= 0 && { deadlineMs }),
    ...(workerUrl && { workerUrl }),
    ...(toScriptUrl && { toScriptUrl }),
  };
}

/** `data-expose`, when it names a level; what the attribute does not say the manifest's site section may. */
export function toExpose(given: string | undefined): Expose | undefined {
  return EXPOSE.find((level) => level === given);
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
