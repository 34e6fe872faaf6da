import type { LoggedEvent } from '../../contract/living.ts';

/** The rule machine, as the room drives it. */
export interface Machine {
  /** Processes what changes by itself up to `to`, in order of time. */
  advance(to: number): void;
  /** `event` is in the log and folded, `state.at` has moved; `dropped` has left the log. */
  take(event: LoggedEvent, dropped: readonly LoggedEvent[]): void;
  /** Something else has changed; `forgets`: after a correction, which hysteresis does not outlive. */
  recheck(forgets?: boolean): void;
  /** A fork: nothing is stored. */
  at(now: number): {
    readonly ids: ReadonlySet<string>;
    sinceOf(id: string): number;
    readonly nextAt?: number | undefined;
  };
}

/** Of a bundle without rules. */
export function openMachine(): Machine {
  return {
    advance() {},
    take() {},
    recheck() {},
    at: () => ({ ids: new Set(), sinceOf: () => 0 }),
  };
}
