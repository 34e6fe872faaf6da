import { vi } from 'vitest';

import type { ConnectSource, Signal } from '../../src/consent/source.ts';

/** The window with whatever a consent manager puts on it. */
export const page = window as unknown as Window & Record<string, unknown>;

export interface Heard {
  readonly signals: Signal[];
  /** The grants said last. */
  said(): Signal['grants'] | undefined;
}

/** Says whether the shopper has clicked or pressed anything on this page. */
export function touch(hasBeenActive: boolean): void {
  Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive }, configurable: true });
}

/** Lets `ms` of the fake clock pass, with all that is promised in it. */
export const settle = (ms = 1_000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** A page that nobody has touched, on a fake clock; `leave` takes away all that was put on it and all that listened to it. */
export function openPage(): { hear(connect: ConnectSource, seen?: Event): Heard; leave(): void } {
  vi.useFakeTimers();
  touch(false);
  const before = new Set(Object.keys(page));
  const listening: Parameters<typeof addEventListener>[] = [];
  const listen = globalThis.addEventListener;
  globalThis.addEventListener = (...given: Parameters<typeof addEventListener>): void => {
    listening.push(given);
    listen(...given);
  };
  return {
    hear(connect, seen) {
      const signals: Signal[] = [];
      connect((signal) => signals.push(signal), seen);
      return { signals, said: () => signals.at(-1)?.grants };
    },
    leave() {
      globalThis.addEventListener = listen;
      for (const given of listening) window.removeEventListener(...given);
      for (const name of Object.keys(page)) if (!before.has(name)) delete page[name];
      vi.useRealTimers();
    },
  };
}
