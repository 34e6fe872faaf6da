import type { Store, StoredReport } from './store.ts';

const MAX_WAITING = 20_000;
const MAX_TRANSACTION = 2_000;

/** Adds reports of many requests in one transaction. */
export interface GroupCommit {
  /** As `add` of the store. Rejects when the transaction fails, or when too many reports wait already. */
  add(reports: readonly StoredReport[]): Promise<boolean[]>;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
}

interface Waiting {
  readonly reports: readonly StoredReport[];
  readonly resolve: (fresh: boolean[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * While one transaction runs, what comes gathers for the next: a commit's cost is shared when there is much to do, and nobody
 * waits for company when there is not. Each is answered only after the transaction that holds it.
 */
export function createGroupCommit(store: Pick<Store, 'add'>): GroupCommit {
  let waiting: Waiting[] = [];
  let held = 0;
  let running: Promise<void> | undefined;

  function take(): Waiting[] {
    let reports = 0;
    const end = waiting.findIndex((each) => (reports += each.reports.length) > MAX_TRANSACTION);
    // one request is never more than one transaction holds
    const taken = waiting.slice(0, end < 0 ? waiting.length : Math.max(end, 1));
    waiting = waiting.slice(taken.length);
    return taken;
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = take();
      const reports = group.flatMap((each) => each.reports);
      try {
        const fresh = await store.add(reports);
        let at = 0;
        for (const each of group) each.resolve(fresh.slice(at, (at += each.reports.length)));
      } catch (error) {
        for (const each of group) each.reject(error);
      }
      held -= reports.length;
    }
    running = undefined;
  }

  return {
    add(reports) {
      if (held + reports.length > MAX_WAITING) return Promise.reject(new Error(`${held} reports wait already`));
      held += reports.length;
      return new Promise((resolve, reject) => {
        waiting.push({ reports, resolve, reject });
        running ??= run();
      });
    },
    drained: () => running ?? Promise.resolve(),
  };
}
