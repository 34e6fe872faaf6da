import { afterEach, beforeEach, expect, vi } from 'vitest';

import { createHearer, type Hearer } from '../unit/src/source-host.ts';

/** A source on a page with a fake clock. */
export interface SourceUnderTest {
  /** Has it listen from now on, and to what was said before. */
  connect(more?: Parameters<typeof createHearer>[0]): void;
  /** What it has told, and of ours: of the last `connect`. */
  hearer(): Hearer;
  /** The type of each event that was told, with the id of its first item. */
  heard(): unknown[];
  /** A script of the page has come, and has done what it does. */
  runScript(): void;
}

/** The same for each test; what a test has put on the page, the globals called `names` above all, is gone after it. */
export function useSource(
  source: (hearer: Hearer) => unknown,
  names: readonly string[],
  timers?: Parameters<typeof vi.useFakeTimers>[0],
): SourceUnderTest {
  let hearer: Hearer;
  beforeEach(() => void vi.useFakeTimers(timers));
  afterEach(() => {
    hearer.boundary.end();
    expect(hearer.faults()).toBe(0);
    vi.useRealTimers();
    document.head.replaceChildren();
    for (const name of names) Reflect.deleteProperty(globalThis, name);
  });
  return {
    connect(more) {
      hearer = createHearer(more);
      source(hearer);
    },
    hearer: () => hearer,
    heard: () => hearer.told.map(({ type, items }) => [type, items?.[0]?.id]),
    runScript: () => void document.head.appendChild(document.createElement('script')).dispatchEvent(new Event('load')),
  };
}
