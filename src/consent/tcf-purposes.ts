import type { Signal } from './source.ts';

/** Purposes of the TCF by their number; only true is consent. */
type Consents = Readonly<Record<string, unknown>>;

export interface TcfChoice {
  readonly tcString: string;
  /** What vendors were allowed. */
  readonly purposes: Consents | undefined;
  /** What the shop itself was allowed, where its manager asks for that apart. */
  readonly publisher: Consents | undefined;
  /** Whether the shop forbids a purpose by a publisher restriction. */
  readonly isRestricted: (purpose: number) => boolean;
}

/** A publisher segment in a TC string: the first three bits of its first character are its type, 3. */
const PUBLISHER_SEGMENT = /\.[YZa-f]/;

/**
 * What a choice under the TCF means here. Aisle is the shop's own software and on no vendor list: the shop's own consents
 * (`publisher`) are about it, and those for vendors (`purposes`) are about the same purposes in others' hands. Where a
 * manager asks for both, both have to be there for a purpose, the most restrictive counts; where it asks for one, that one
 * does. Managers leave out what was refused, so that consents to nothing and no question look alike: the publisher's are
 * there when they name a purpose or the TC string has their segment, the vendors' when they name one. Of restrictions "not
 * allowed" (0) holds whichever vendor it names. Legitimate interests are no consent and not looked at.
 *
 * Without purpose 1 (storage) nothing that stores is allowed; 5 and 6: a profile and its use; 8: measurement; 11: an order
 * from the page's own content.
 */
export function toTcfSignal({ tcString, purposes, publisher, isRestricted }: TcfChoice): Signal {
  const asked = [
    Object.keys(purposes ?? {})[0] && purposes,
    (Object.keys(publisher ?? {})[0] || PUBLISHER_SEGMENT.test(tcString)) && (publisher ?? {}),
  ].filter(Boolean) as Consents[];
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
