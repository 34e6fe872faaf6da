// first, since brotli makes the least of the SDK when the worker that it carries comes before everything else
import { toVisitOptions } from './visit-options.ts';

import type { PageAnnex } from '../annex/page-annex.ts';
import type { follow } from '../capture/follow.ts';
import type { Forget, Wipe } from '../consent/wipe.ts';
import { handOver, type SdkHandle, type SdkHost } from '../loader/handover.ts';
import type { openStorefront } from '../storefront/storefront.ts';
import type { Aisle } from './aisle.ts';
import { createApi } from './api.ts';
import { bringOnce } from './bring-once.ts';
import { browserPlatform } from './platform.ts';
import { createRuntime } from './runtime.ts';

/** Hashes of this build's files for `integrity`; put in by the build. */
declare const AISLE_ANNEX_INTEGRITY: string;
declare const AISLE_FOLLOW_INTEGRITY: string;
declare const AISLE_STOREFRONT_INTEGRITY: string;

handOver(startSdk);

/** The SDK as the loader starts it: the loader keeps the gate, and the page gets what `data-expose` lets it have. */
function startSdk({ tag, bundle, toScriptUrl, aisle, add }: SdkHost, wipe: Wipe, forget: Forget): SdkHandle {
  const platform = browserPlatform();
  const consent: Aisle['consent'] = (grants, options) => void aisle('consent', grants, options);
  const runtime = createRuntime(
    toVisitOptions(tag.dataset, {
      bundleUrl: bundle,
      baseUrl: new URL('.', tag.src).href,
      toScriptUrl,
      bringAnnex: bringOnce<PageAnnex>(add, 'page-annex', AISLE_ANNEX_INTEGRITY),
      bringFollow: bringOnce<typeof follow>(add, 'follow', AISLE_FOLLOW_INTEGRITY),
      bringStorefront: bringOnce<typeof openStorefront>(add, 'storefront', AISLE_STOREFRONT_INTEGRITY),
      host: { runtime: () => runtime, consent, add },
    }),
    platform,
    wipe,
    forget,
  );
  const api = createApi(runtime, platform.clock, consent);
  return {
    turn(grants, signals) {
      try {
        runtime.turn(grants, signals);
      } catch {
        // a page where not even a visit can start
      }
    },
    call(args) {
      try {
        return call(api, args);
      } catch {
        return undefined;
      }
    },
  };
}

/** One call of the queue: `('track', type, payload)`, `('profile.erase')`, `('ready', api => ...)`. */
function call(api: Aisle, [name, ...args]: readonly unknown[]): unknown {
  if (name === 'ready') return (args[0] as (api: Aisle) => unknown)(api);
  let target: unknown = api;
  for (const step of String(name).split('.')) {
    if (!Object.hasOwn(target as object, step)) return undefined;
    target = (target as Record<string, unknown>)[step];
  }
  return (target as (...args: unknown[]) => unknown)(...args);
}
