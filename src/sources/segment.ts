import { tellCommerce, toBare, toCommerceItems } from './commerce-event.ts';
import { toEventType } from './commerce-names.ts';
import { queuedIn, readGlobal, toCall, type Foreign } from './page-globals.ts';
import type { ConnectSource } from './source.ts';

/** The attribute in which Segment's snippet says under which name its library is to be found. */
const KEY = 'data-global-segment-analytics-key';
/** Calls whose echo is still to come; a library that was never there has none. */
const MAX_TOLD = 64;

/**
 * Hears Segment's Analytics.js and RudderStack's, or the queue that stands for them until they are there, or for good where a
 * blocker keeps them away. Segment tells of every event when it has been delivered, which is too late for one that leaves the page,
 * and RudderStack tells of none: so the calls themselves are heard, and Segment's own telling adds what somebody called by a
 * reference that was taken before.
 */
export const connectSegment: ConnectSource = (host) => {
  const { boundary, isFlooded, hearCalls } = host;
  const known = new WeakSet<object>();
  const listened = new Set<string>();
  const told: string[] = [];
  let last: readonly unknown[] | undefined;

  /** `isEcho`: the library's own word of a call that may have been heard. */
  const hear = ([method, ...given]: readonly unknown[], at?: number, isEcho?: boolean): void => {
    if (isFlooded()) return;
    if (method === 'page') {
      const { path, url } = toBare(host.copy(given.find((each) => typeof each === 'object' && each)));
      return host.tell('page_view', [], { path: url ?? path, at });
    }
    if (method !== 'track') return;
    const [name, properties] = given;
    const type = toEventType(name);
    if (!type) return;
    const plain = host.copy(properties);
    const items = toCommerceItems(host, plain);
    const key = [type, ...items.map(({ id }) => id)].join();
    const index = isEcho ? told.indexOf(key) : -1;
    if (index >= 0) return void told.splice(index, 1);
    if (!isEcho && told.push(key) > MAX_TOLD) told.shift();
    tellCommerce(host, type, plain, items, at);
  };
  const connect = (tracker: Foreign, name: string): void => {
    for (const entry of queuedIn(tracker)) hear(toCall(entry, host.copy), host.at);
    // and not a queue's `push`, by which RudderStack's older libraries know a queue
    for (const method of ['track', 'page'])
      hearCalls(tracker, method, (args) => {
        const call = [method, ...args];
        // a queue that somebody kept passes its calls on to the library
        if (last && [0, 1, 2].every((index) => last![index] === call[index])) return;
        last = call;
        queueMicrotask(() => (last = undefined));
        hear(call);
      });
    const { on, ready } = tracker;
    if (typeof on !== 'function') return;
    // it takes the queue's place only when it has its settings; its promise, where there is one, may be rejected
    if (typeof ready === 'function')
      Promise.resolve(Reflect.apply(ready, tracker, [boundary.guard(look)])).catch(() => undefined);
    // what a queue was asked for the library has heard of
    if (listened.has(name)) return;
    listened.add(name);
    const echo = boundary.guard((...args: unknown[]) => hear(['track', ...args], undefined, true));
    // not returned: Segment's is a promise of itself
    Reflect.apply(on, tracker, ['track', echo]);
    boundary.onEnd(() => {
      const { off } = readGlobal(name) ?? {};
      if (typeof off === 'function') void Reflect.apply(off, readGlobal(name), ['track', echo]);
    });
  };

  const look = (): void => {
    const key = document.querySelector(`[${KEY}]`)?.getAttribute(KEY);
    for (const name of new Set(['analytics', 'rudderanalytics', key ?? ''])) {
      const tracker = readGlobal(name);
      if (!tracker || typeof tracker['track'] !== 'function' || known.has(tracker)) continue;
      known.add(tracker);
      connect(tracker, name);
    }
  };
  host.lookAgain(look);
};
