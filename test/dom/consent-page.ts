import { afterEach, beforeEach, vi } from 'vitest';

import type { ConnectSource, Signal } from '../../src/consent/source.ts';

/** Longer than any source lets pass between two looks. */
const LOOK_MS = 1_100;

type Globals = Record<string, unknown>;
const page = globalThis as unknown as Globals;

/** Puts a manager's globals on the page for the length of a test. */
export function place(globals: Globals): void {
  for (const name of Object.keys(globals)) {
    Object.defineProperty(page, name, { value: globals[name], configurable: true, writable: true });
    placed.add(name);
  }
}

/** Whether the shopper has clicked or typed on this page. */
export function touch(hasBeenActive: boolean): void {
  Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive }, configurable: true });
}

export interface Heard {
  readonly signals: Signal[];
  /** What it says now; undefined while it has not spoken. */
  readonly last: () => Signal | undefined;
}

/** Connects a source as the room does. */
export function listen(connect: ConnectSource): Heard {
  const signals: Signal[] = [];
  connect((signal) => signals.push(signal));
  return { signals, last: () => signals.at(-1) };
}

/** Lets the source look again. */
export function look(): void {
  vi.advanceTimersByTime(LOOK_MS);
}

const placed = new Set<string>();

/** Timers of a test stop with it, and so do the sources it has connected. */
export function usePage(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    touch(false);
  });
  afterEach(() => {
    vi.clearAllTimers();
    vi.useRealTimers();
    for (const name of placed) delete page[name];
    placed.clear();
    document.head.replaceChildren();
  });
}
