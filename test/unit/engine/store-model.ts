// What the store must amount to, whatever happened on the way: a plain object, and no database.

const RETENTION_MS = 30 * 86_400_000;

/** From a grant to the erasure of what it allowed. */
export interface Epoch {
  /** Acknowledged: event id -> its time. */
  readonly sure: Map<string, number>;
  /** Sent and never answered, or cut off by a crash: may be there. */
  readonly maybe: Map<string, number>;
  /** Whoever made or erased it has crashed or was crossed: it may be gone, and its tabs may have to stop. */
  isDoubtful: boolean;
  isOver: boolean;
}

/** What is read from the disk by somebody who comes to it now. */
export interface Found {
  /** Ids of all events that were folded, in the order of the journal. */
  readonly folded: readonly string[];
  readonly count: number;
  /** Times of what is remembered one by one. */
  readonly times: readonly number[];
  /** Whether the record of the consent names the epoch of the profile. */
  readonly isProven: boolean;
}

export interface Model {
  now(): number;
  jump(ms: number): void;
  /** A tab's `hello` was answered: what it writes is of this epoch. */
  granted(): Epoch;
  /** A tab has crashed between its `hello` and the answer, or was answered while another one erased. */
  halfGranted(): Epoch;
  /** An erasure was answered. */
  withdrawn(): void;
  /** The tab that erases has crashed. */
  halfWithdrawn(): void;
  sent(epoch: Epoch, id: string, at: number): void;
  acknowledged(epoch: Epoch, id: string, at: number): void;
  /** Whether a tab of this epoch has no reason to be refused. */
  isCurrent(epoch: Epoch): boolean;
  /** What is wrong with what was found; undefined: no database. */
  faultsOf(found: Found | undefined): string[];
}

export function createModel(startAt: number): Model {
  let now = startAt;
  /** The latest that any tab has ever believed it to be: what was too old then may have been forgotten. */
  let latest = startAt;
  let epoch: Epoch | undefined;

  return {
    now: () => now,
    jump(ms) {
      now += ms;
      latest = Math.max(latest, now);
    },
    granted() {
      // of a doubtful epoch the rows may be there, and its other tabs may have to stop
      if (!epoch || epoch.isDoubtful) epoch = { ...(epoch ?? createEpoch()), isDoubtful: false };
      return epoch;
    },
    halfGranted: () => (epoch ??= { ...createEpoch(), isDoubtful: true }),
    withdrawn() {
      if (epoch) epoch.isOver = true;
      epoch = undefined;
    },
    halfWithdrawn() {
      if (!epoch) return;
      for (const [id, at] of epoch.sure) epoch.maybe.set(id, at);
      epoch.sure.clear();
      epoch.isDoubtful = true;
    },
    sent: ({ maybe }, id, at) => void maybe.set(id, at),
    acknowledged: ({ sure, maybe, isDoubtful }, id, at) => void (isDoubtful ? maybe : sure).set(id, at),
    isCurrent: (asked) => asked === epoch && !asked.isDoubtful,

    faultsOf(found) {
      if (!epoch) return found ? ['a database that nobody has allowed'] : [];
      if (!found) return epoch.isDoubtful ? [] : ['no database, though it is allowed'];
      const { sure, maybe } = epoch;
      const folded = new Set(found.folded);
      const isKept = (at: number): boolean => at >= latest - RETENTION_MS;
      const lost = [...sure].filter(([id, at]) => isKept(at) && !folded.has(id));
      const strange = found.folded.filter((id) => !sure.has(id) && !maybe.has(id));
      const old = found.times.filter((at) => at < now - RETENTION_MS);
      return [
        ...lost.map(([id]) => `lost ${id}`),
        ...strange.map((id) => `${id} of another epoch, or never sent`),
        ...old.map((at) => `kept ${(now - at) / 86_400_000} days`),
        ...(folded.size < found.folded.length || found.count !== folded.size ? ['counted twice'] : []),
        ...(found.isProven ? [] : ['no proof of the consent']),
      ];
    },
  };
}

function createEpoch(): Omit<Epoch, 'isDoubtful'> {
  return { sure: new Map(), maybe: new Map(), isOver: false };
}
