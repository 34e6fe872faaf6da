import { allGrants, type ConsentRecord, type Grants, type Purpose } from '../../contract/grants.ts';
import type { Signal } from './source.ts';

export interface GateRules {
  /** `data-policy="opt-out"`. */
  readonly optOut: boolean;
  /** `navigator.globalPrivacyControl`; only true is a refusal. */
  readonly gpc: boolean | undefined;
}

/** How personalisation has turned; `changed` when something else has. */
export type Turn = 'granted' | 'withdrawn' | 'changed';

/** A consent record before it has its time. */
export type Choice = Omit<ConsentRecord, 'at'>;

export interface GateParts extends GateRules {
  /**
   * Called once for every turn of the effective grants. `stored`: granted, and everybody who did so did it on an earlier
   * page, so that what this page has queued counts.
   */
  readonly onTurn: (turn: Turn, choice: Choice, stored: boolean) => void;
}

export interface Gate {
  /** Takes what `source` says now; a purpose it does not name stays as it said before. */
  readonly hear: (source: string, signal: Signal) => void;
  readonly choice: () => Choice;
  /** Whether personalisation is granted. */
  readonly isOpen: () => boolean;
}

/**
 * The grants that count: per purpose the most restrictive of all signals. Under `opt-out` a purpose that nobody refused is
 * granted as soon as nobody is pending. Global Privacy Control refuses measurement and imports always, and
 * personalisation under `opt-out`; under `opt-in` the shopper's own explicit choice stands.
 */
export function effectiveGrants(signals: readonly Signal['grants'][], { optOut, gpc }: GateRules): Grants {
  const refused = optOut ? /^[mip]/ : /^[mi]/;
  const effective = allGrants('pending');
  for (const purpose of Object.keys(effective) as Purpose[]) {
    const said = signals.map((grants) => grants[purpose]).filter(Boolean);
    const agreed = optOut ? !said.includes('pending') : said[0] && said.every((grant) => grant === 'granted');
    if (said.includes('denied') || (gpc && refused.test(purpose))) effective[purpose] = 'denied';
    else if (agreed) effective[purpose] = 'granted';
  }
  return effective;
}

/** Pending until told otherwise, and then reports every turn of the effective grants exactly once. */
export function createGate({ onTurn, ...rules }: GateParts): Gate {
  const signals = new Map<string, Signal>();
  let choice: Choice = { grants: allGrants('pending'), source: 'none' };
  const isOpen = (): boolean => choice.grants.personalisation === 'granted';

  return {
    hear(source, signal) {
      signals.set(source, { ...signal, grants: { ...signals.get(source)?.grants, ...signal.grants } });
      const said = [...signals.values()];
      const grants = effectiveGrants(
        said.map((signal) => signal.grants),
        rules,
      );
      if (JSON.stringify(grants) === JSON.stringify(choice.grants)) return;
      const wasOpen = isOpen();
      const { notice } = signal;
      choice = { grants, source, ...(notice && { notice }) };
      onTurn(
        isOpen() === wasOpen ? 'changed' : wasOpen ? 'withdrawn' : 'granted',
        choice,
        isOpen() && said.every(({ stored, grants }) => stored || grants.personalisation !== 'granted'),
      );
    },
    choice: () => choice,
    isOpen,
  };
}
