import { tellCommerce, toCommerceItems } from './commerce-event.ts';
import { toEventType } from './commerce-names.ts';
import { queuedIn, readGlobal, toCall, toForeign, type Foreign } from './page-globals.ts';
import type { ConnectSource } from './source.ts';

/**
 * Hears Mixpanel's `track`, of the first tracker and of every named one, and the queues that stand for them until the library is
 * there. It has no events of its own and no vocabulary either: an event counts where its name says what happened and its
 * properties name a product.
 */
export const connectMixpanel: ConnectSource = (host) => {
  const { isFlooded, hearCalls, lookAgain } = host;
  const known = new WeakSet<object>();

  const hear = ([method, name, properties]: readonly unknown[], at?: number): void => {
    if (isFlooded() || !/^track(_with_groups)?$/.test(String(method))) return;
    const type = toEventType(name);
    if (!type) return;
    const plain = host.copy(properties);
    const items = toCommerceItems(host, plain);
    if (items.length > 0) tellCommerce(host, type, plain, items, at);
  };
  const connect = (tracker: Foreign): void => {
    if (known.has(tracker)) return;
    known.add(tracker);
    for (const entry of queuedIn(tracker)) hear(toCall(entry, host.copy), host.at);
    hearCalls(tracker, 'track', (args) => hear(['track', ...args]));
  };

  lookAgain(() => {
    const master = readGlobal('mixpanel');
    if (!master) return;
    for (const tracker of [master, ...Object.values(master)].map(toForeign)) {
      if (typeof tracker?.['track'] === 'function') connect(tracker);
    }
  });
};
