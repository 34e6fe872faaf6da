import { handOver, type SdkHandle, type SdkHost } from '../loader/handover.ts';
import type { Aisle } from './aisle.ts';
import { createApi } from './api.ts';
import { browserPlatform } from './platform.ts';
import { createRuntime } from './runtime.ts';
import { toExpose, toVisitOptions } from './visit-options.ts';

handOver(startSdk);

/** The SDK as the loader starts it: the loader keeps the gate, and the page gets what `data-expose` lets it have. */
function startSdk({ tag, bundle, toScriptUrl, aisle }: SdkHost): SdkHandle {
  const { site, key, capture, worker, deadline, expose } = tag.dataset;
  const runtime = createRuntime(
    toVisitOptions({
      bundleUrl: bundle,
      baseUrl: new URL('.', tag.src).href,
      toScriptUrl,
      site,
      key,
      capture,
      workerUrl: worker,
      deadlineMs: deadline === undefined ? undefined : Number(deadline),
    }),
    browserPlatform(),
  );
  const level = toExpose(expose);
  const api = createApi({
    runtime,
    consent: (grants, options) => void aisle('consent', grants, options),
    mayRead: () => (level ?? runtime.visit()?.site().expose) === 'profile',
  });
  return {
    turn: runtime.turn,
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
    if (typeof target !== 'object' || target === null || !Object.hasOwn(target, step)) return undefined;
    target = (target as Record<string, unknown>)[step];
  }
  return typeof target === 'function' ? (target as (...args: unknown[]) => unknown)(...args) : undefined;
}
