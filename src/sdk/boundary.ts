/** So many faults of ours, and the page goes on without us. */
const MAX_FAULTS = 3;

/** What stands between a visit and the page: every way in from the page goes through it, and no fault of ours gets out. */
export interface Boundary {
  /** Aborts when the visit ends. */
  readonly signal: AbortSignal;
  /**
   * `entry` for the browser or the page to call. It runs at once; what it throws or rejects with ends here and counts. What
   * comes back is a promise that never rejects: nobody has to wait for it.
   */
  guard<A extends unknown[]>(entry: (...args: A) => unknown): (...args: A) => unknown;
  /** Guarded listeners in the capture phase, until the end. `types` are words: `'click submit'`. */
  listen(target: EventTarget, types: string, hear: (event: Event) => unknown): void;
  /** What the end has to undo. */
  onEnd(undo: () => unknown): void;
  /** One that ends with this one, or before it; what goes wrong in it counts here. */
  fork(): Boundary;
  end(): void;
}

/** `onBroken` is called at the third fault, which is one too many to be chance. */
export function createBoundary(onBroken: () => void): Boundary {
  let faults = 0;
  const guard: Boundary['guard'] =
    (entry) =>
    async (...args) => {
      try {
        return await entry(...args);
      } catch {
        if (++faults === MAX_FAULTS) guard(onBroken)();
        return undefined;
      }
    };
  const open = (): Boundary => {
    const over = new AbortController();
    const { signal } = over;
    const end = (): void => over.abort();
    return {
      signal,
      guard,
      listen(target, types, hear) {
        for (const type of types.split(' ')) target.addEventListener(type, guard(hear), { capture: true, signal });
      },
      onEnd: (undo) => signal.addEventListener('abort', guard(undo)),
      fork() {
        const inner = open();
        signal.addEventListener('abort', inner.end, { signal: inner.signal });
        return inner;
      },
      end,
    };
  };
  return open();
}
