import { allGrants, mostRestrictive, type ConsentRecord, type Grants } from '../../contract/grants.ts';

export type Policy = 'opt-in' | 'opt-out';

/** What one source of consent says. */
export interface Signal {
  /** The purposes it speaks of; one that it does not know is left out, and then says nothing. */
  readonly grants: Partial<Grants>;
  /** The choice was made on an earlier page; what was queued on this one may then be replayed. */
  readonly stored: boolean;
  /** The consent manager's revision or notice version, when it has one. */
  readonly notice?: string;
}

export interface Circumstances {
  readonly policy: Policy;
  /** `navigator.globalPrivacyControl === true`; undefined is not false, and neither is a refusal. */
  readonly gpc: boolean;
  /** Whoever would refuse has had the time to: from then on `opt-out` takes silence for consent. */
  readonly settled: boolean;
}

export interface GateParts {
  readonly policy: Policy;
  readonly gpc: boolean;
  readonly settled: boolean;
  readonly now: () => number;
  /** Personalisation has become granted; `stored` when everybody who granted it did so on an earlier page. */
  readonly onGranted: (record: ConsentRecord, stored: boolean) => void;
  /** Personalisation was granted and is not any more. */
  readonly onWithdrawn: (record: ConsentRecord) => void;
  /** Something else about the effective grants has changed. */
  readonly onChanged: (record: ConsentRecord) => void;
}

export interface Gate {
  /** Takes what `source` says now, in place of what it said before. */
  readonly hear: (source: string, signal: Signal) => void;
  /** Nobody else is expected to speak; see `Circumstances.settled`. */
  readonly settle: () => void;
  readonly record: () => ConsentRecord;
}

/**
 * The grants that count: per purpose the most restrictive of all signals. Under `opt-out`, once settled, a purpose nobody
 * refused is granted. Global Privacy Control refuses measurement and imports always, and personalisation under `opt-out`;
 * under `opt-in` the shopper's own explicit choice stands.
 */
export function effectiveGrants(signals: readonly Partial<Grants>[], { policy, gpc, settled }: Circumstances): Grants {
  const optOut = policy === 'opt-out';
  const refused: Partial<Grants> = gpc
    ? { measurement: 'denied', imports: 'denied', ...(optOut && { personalisation: 'denied' }) }
    : {};
  const effective = mostRestrictive([...signals, refused]);
  if (!optOut || !settled) return effective;
  return { ...allGrants('granted'), ...withoutPending(effective) };
}

/** Pending until told otherwise, and then reports every turn of the effective grants exactly once. */
export function createGate(parts: GateParts): Gate {
  const { policy, gpc, now } = parts;
  const signals = new Map<string, Signal>();
  let settled = parts.settled;
  let record: ConsentRecord = { grants: allGrants('pending'), source: 'none', at: now() };

  const weigh = (source: string, notice?: string): void => {
    const said = [...signals.values()];
    const grants = effectiveGrants(
      said.map((signal) => signal.grants),
      { policy, gpc, settled },
    );
    const before = record;
    if (JSON.stringify(grants) === JSON.stringify(before.grants)) return;
    record = { grants, source, at: now(), ...(notice !== undefined && { notice }) };
    const granted = grants.personalisation === 'granted';
    const wasGranted = before.grants.personalisation === 'granted';
    if (granted && !wasGranted) {
      parts.onGranted(
        record,
        said.every((signal) => signal.stored || signal.grants.personalisation !== 'granted'),
      );
    } else if (wasGranted && !granted) parts.onWithdrawn(record);
    else parts.onChanged(record);
  };

  return {
    hear(source, signal) {
      signals.set(source, signal);
      weigh(source, signal.notice);
    },
    settle() {
      settled = true;
      weigh('policy');
    },
    record: () => record,
  };
}

function withoutPending(grants: Grants): Partial<Grants> {
  return Object.fromEntries(Object.entries(grants).filter(([, grant]) => grant !== 'pending'));
}
