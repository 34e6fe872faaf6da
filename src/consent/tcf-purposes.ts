import type { Signal } from './source.ts';

/** Purposes of the TCF by their number; only true is consent. */
type Consents = Readonly<Record<string, unknown>>;

export interface TcfChoice {
  readonly tcString: string;
  /** What vendors were allowed. */
  readonly purposes: Consents;
  /** What the shop itself was allowed, where its manager asks for that apart. */
  readonly publisher: Consents | undefined;
  /** Whether the shop forbids a purpose by a publisher restriction. */
  readonly isRestricted: (purpose: number) => boolean;
}

/**
 * What a choice under the TCF means here. Aisle is the shop's own software and on no vendor list: the shop's own consents
 * (`publisher`) are about it, and those for vendors (`purposes`) are about the same purposes in others' hands. Where a
 * manager has asked for both, the most restrictive counts: both have to be there for a purpose. Where it has asked for one,
 * that one does. Consents that name no purpose were not asked for: the IAB's own library writes an empty publisher segment
 * into every string, whatever the dialog had in it. Of restrictions "not allowed" (0) holds whichever vendor it names.
 * Legitimate interests are no consent and not looked at.
 *
 * Without purpose 1 (storage) nothing that stores is allowed; 5 and 6: a profile and its use; 8: measurement; 11: an order
 * from the page's own content.
 */
export function toTcfSignal({ tcString, purposes, publisher, isRestricted }: TcfChoice): Signal {
  const asked = [purposes, publisher ?? {}].filter((consents) => Object.keys(consents)[0]);
  const allows = (...ids: number[]): 'granted' | 'denied' =>
    asked[0] && ids.every((id) => asked.every((consents) => consents[id] === true) && !isRestricted(id))
      ? 'granted'
      : 'denied';
  const personalisation = allows(1, 5, 6);
  return {
    grants: { personalisation, imports: personalisation, measurement: allows(1, 8), contextual: allows(11) },
    // characters 20 and 21 are the version of the vendor list, 22 is that of the policy
    notice: `TCF ${tcString.slice(20, 23)}`,
    evidence: tcString,
  };
}
