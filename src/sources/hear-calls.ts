import type { Boundary } from '../sdk/boundary.ts';

/** Hears the calls of `owner[name]` from now on, before they are carried out; the same method once. */
export type HearCalls = (owner: object, name: string, hear: (args: readonly unknown[]) => void) => void;

/**
 * For trackers that tell nobody of what they are told. A method is put behind a Proxy, so that its name, its length and whatever
 * hangs on it are as before, and so are its receiver, arguments, result and errors. At the end every method that nobody
 * has wrapped once more is given back; one that somebody has goes on passing calls through, unheard. What cannot be replaced is left alone.
 */
export function openCalls({ guard, onEnd, signal }: Boundary): HearCalls {
  const proxies = new WeakSet<object>();
  return (owner, name, hear) => {
    try {
      const own = Reflect.getOwnPropertyDescriptor(owner, name);
      const method: unknown = Reflect.get(owner, name);
      if (typeof method !== 'function' || proxies.has(method) || own?.get) return;
      const heard = guard(hear);
      const proxy = new Proxy(method, {
        apply(target, self, args) {
          // a copy: what the page is passed on to may change its own
          if (!signal.aborted) void heard([...args]);
          return Reflect.apply(target, self, args) as unknown;
        },
      });
      proxies.add(proxy);
      const former = own ?? { writable: true, configurable: true, enumerable: false };
      if (!Reflect.defineProperty(owner, name, { ...former, value: proxy })) return;
      onEnd(() => {
        if (Reflect.getOwnPropertyDescriptor(owner, name)?.value !== proxy) return;
        if (own) Reflect.defineProperty(owner, name, own);
        else Reflect.deleteProperty(owner, name);
      });
    } catch {
      // a Proxy of the page's own that refuses
    }
  };
}
