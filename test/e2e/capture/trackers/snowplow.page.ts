import * as plugin from '@snowplow/browser-plugin-snowplow-ecommerce';
import * as tracker from '@snowplow/browser-tracker';

/** What stands between a page's calls and the tracker in `sp.js`, which is in no package: written from what its documentation says. */
interface Global {
  (...call: unknown[]): void;
  q: { push(...calls: unknown[]): void };
}
type Method = (...args: unknown[]) => unknown;

const page = window as unknown as { GlobalSnowplowNamespace: string[] } & Record<string, Global>;
const { SnowplowEcommercePlugin, ...ecommerce } = plugin;
const methods = { ...tracker, ...ecommerce } as unknown as Readonly<Record<string, Method>>;
const name = page.GlobalSnowplowNamespace.shift()!;
const waiting = page[name]!.q as unknown as ArrayLike<unknown>[];

function apply(...calls: unknown[]): void {
  for (const call of calls as ArrayLike<unknown>[]) {
    // the tracker takes a call apart
    const [method = '', trackers] = String(Array.prototype.shift.call(call)).split(':');
    const args = Array.from(call);
    if (method === 'newTracker') {
      const [id, collector, options] = args as [string, string, object];
      tracker.newTracker(id, collector, { ...options, plugins: [SnowplowEcommercePlugin()] });
    } else methods[method]?.(...args, ...(trackers ? [trackers.split(';')] : []));
  }
}

for (const call of waiting) apply(call);
page[name]!.q = { push: apply };
