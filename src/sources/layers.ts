import type { Boundary } from '../sdk/boundary.ts';

/** A layer of another name than `dataLayer` is named by the URL of the script that reads it. */
const LAYER_NAME = /\/(?:gtm\.js|gtag\/js)\?(?:.*&)?l=([\w$]+)|[?&]id=(?:GTM|GT?|AW|UA|DC)-.*[?&]l=([\w$]+)/;
/** How soon a layer that is put in another's place, or a `push` that is, is noticed; a look costs microseconds. */
const LOOK_MS = 250;
/** Of what stands in a layer: tag managers cut theirs at 300. */
const MAX_PAST = 1_000;
/** Against scripts that put themselves in front again and again. */
const MAX_WRAPS = 8;

interface Layer {
  push?: unknown;
  readonly length?: number;
  readonly [place: number]: unknown;
}
interface Followed {
  push?: unknown;
  /** Of the layer when it was last read. */
  tail?: unknown;
  wraps: number;
  readonly name: string;
}

/** An entry, in which layer it stands, and whether it stood there before anybody listened. */
export type HearEntry = (entry: unknown, layer: string, isPast: boolean) => void;

/**
 * Hears every entry of the page's data layers once: those that stand in them, then those that are pushed, at the moment they are
 * and before anybody else changes them. `hear` must not throw.
 *
 * A `push` is called through with what it was called with, and given back at the end where nobody has put another in front;
 * one that is replaced is followed again. A layer that is not there yet is awaited as an accessor, which becomes a plain
 * property as soon as the shop sets it.
 */
export function watchLayers(boundary: Boundary, hear: HearEntry): void {
  const { signal, guard, listen, onEnd } = boundary;
  const names = new Set(['dataLayer']);
  const followed = new WeakMap<Layer, Followed>();
  /** Entries that were heard where they stand, or as they came. */
  const known = new WeakSet<object>();
  /** Being pushed at this moment: who wraps us, and whom we wrap, pass them on. */
  const passing: unknown[] = [];
  let scripts = 0;
  let isPast = true;

  const take = (entry: unknown, name: string, isPushed: boolean): void => {
    if (typeof entry !== 'object' || entry === null) return;
    // one object may be used for every push
    if (isPushed ? passing.includes(entry) : known.has(entry)) return;
    known.add(entry);
    hear(entry, name, isPast);
  };
  const catchUp = (layer: Layer, state: Followed): void => {
    const { length } = layer;
    if (!length || layer[length - 1] === state.tail) return;
    state.tail = layer[length - 1];
    for (let place = Math.max(0, length - MAX_PAST); place < length; place++) take(layer[place], state.name, false);
  };
  const wrap = (layer: Layer, state: Followed, original: (...entries: unknown[]) => unknown): void => {
    const own = Object.getOwnPropertyDescriptor(layer, 'push');
    const push = function push(this: unknown, ...entries: unknown[]): unknown {
      const isOurs = this === layer && !signal.aborted;
      if (!isOurs) return Reflect.apply(original, this, entries);
      quietly(() => {
        catchUp(layer, state);
        for (const entry of entries) take(entry, state.name, true);
      });
      passing.push(...entries);
      try {
        return Reflect.apply(original, this, entries);
      } finally {
        passing.length -= entries.length;
        quietly(() => (state.tail = layer[layer.length! - 1]));
      }
    };
    state.push = push;
    Object.defineProperty(layer, 'push', {
      value: push,
      writable: true,
      configurable: true,
      enumerable: own?.enumerable ?? false,
    });
    onEnd(() =>
      quietly(() => {
        if (layer.push !== push) return;
        if (own) Object.defineProperty(layer, 'push', own);
        else delete layer.push;
      }),
    );
  };
  const follow = (name: string): void => {
    const layer = (globalThis as unknown as Record<string, Layer | undefined>)[name];
    if (!layer) return wait(name);
    const { push } = layer;
    if (typeof push !== 'function') return;
    const state = followed.get(layer) ?? { wraps: 0, name };
    followed.set(layer, state);
    catchUp(layer, state);
    if (push !== state.push && state.wraps++ < MAX_WRAPS) wrap(layer, state, push as () => unknown);
  };
  const look = guard(() => {
    if (scripts !== document.scripts.length) {
      scripts = document.scripts.length;
      for (const { src } of document.scripts) {
        const [, name, other] = LAYER_NAME.exec(src) ?? [];
        if (name ?? other) names.add((name ?? other)!);
      }
    }
    for (const name of names) quietly(() => follow(name));
  });
  /** Until the shop makes its layer. One that is declared, but not set, is found by looking. */
  const wait = (name: string): void => {
    if (Object.getOwnPropertyDescriptor(globalThis, name)) return;
    const get = (): undefined => undefined;
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get,
      set(value: unknown) {
        Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: true });
        void look();
      },
    });
    onEnd(() => {
      if (Object.getOwnPropertyDescriptor(globalThis, name)?.get === get) Reflect.deleteProperty(globalThis, name);
    });
  };

  void look();
  isPast = false;
  const timer = setInterval(look, LOOK_MS);
  onEnd(() => clearInterval(timer));
  // before the shop's own handlers push, and before the page may be gone
  listen(globalThis, 'click submit pagehide', look);
  // a script has run: tag managers put their own push in front, and shops make layers
  listen(document, 'load', ({ target }) => {
    if (target instanceof HTMLScriptElement) look();
  });
}

/** What a page's own objects throw when they are read is neither ours to mend nor the shop's to see. */
function quietly(read: () => unknown): void {
  try {
    read();
  } catch {
    // a Proxy, a getter, a frozen layer
  }
}
