import type { DeepObserver } from './deep-observer.ts';

/** A page that changes all the time is read again that often, and later, when it has been read many times, that often. */
const FRESH_MS = 250;
const STALE_MS = 2_000;
const MANY = 20;

/**
 * What `read` makes of the page, read again when the address is another one, and when the page has changed, but not all the
 * time: on a page that a script keeps moving the last reading stands for a while.
 */
export function remember<T>({ version }: DeepObserver, now: () => number, read: () => T): () => T {
  let state: number | undefined;
  let href = '';
  let readAt = 0;
  let count = 0;
  let value: T;
  return () => {
    if (href === location.href && now() - readAt < (count > MANY ? STALE_MS : FRESH_MS)) return value;
    const current = version();
    if (href !== location.href) count = 0;
    else if (current === state) return value;
    count++;
    href = location.href;
    state = current;
    value = read();
    readAt = now();
    return value;
  };
}
