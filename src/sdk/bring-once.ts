import type { SdkHost } from '../loader/handover.ts';

/** Brings a file once; undefined where it cannot be had, and then the next call tries again. */
export function bringOnce<T>(add: SdkHost['add'], name: string, integrity = ''): () => Promise<T | undefined> {
  let brought: Promise<T | undefined> | undefined;
  return () =>
    (brought ??= new Promise((resolve) => {
      add(name, (chunk) => resolve(chunk), {
        integrity,
        onerror() {
          brought = undefined;
          resolve(undefined);
        },
      });
    }));
}
