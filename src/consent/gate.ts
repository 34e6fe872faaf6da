import { allGrants, type Grants, type Purpose } from '../../contract/grants.ts';
import type { Signal } from './source.ts';

/** What the browser says by itself. */
export interface BrowserSignals {
  readonly globalPrivacyControl?: boolean | undefined;
  readonly doNotTrack?: string | null;
}

export interface GateRules {
  /** `data-policy="opt-out"`, and everybody on the page had the time to speak. */
  readonly isOptOut?: boolean;
  /**
   * What the browser itself refuses, by Global Privacy Control or by Do Not Track where it is heeded: `all` but the
   * contextual order; `reports`: measurement and imports, and silence is no consent to personalisation.
   */
  readonly refuses?: 'all' | 'reports' | undefined;
}

/**
 * The grants that count: per purpose the most restrictive of all signals. Pending, unless somebody grants it and nobody
 * says anything else; under `opt-out` a purpose is granted as soon as nobody refuses it and nobody is yet to speak.
 */
export function effectiveGrants(signals: readonly Signal[], { isOptOut, refuses }: GateRules): Grants {
  const effective = allGrants('pending');
  for (const purpose of Object.keys(effective) as Purpose[]) {
    const refused = purpose !== 'contextual' && refuses;
    const isSilenceFine = isOptOut && !refused;
    const said = signals.map(({ grants }) => grants[purpose]).filter(Boolean);
    if (said.includes('denied') || refused === 'all' || (refused && purpose !== 'personalisation')) {
      effective[purpose] = 'denied';
    } else if (
      (isSilenceFine || said[0]) &&
      said.every((grant) => grant === 'granted' || (isSilenceFine && grant === 'unasked'))
    ) {
      effective[purpose] = 'granted';
    }
  }
  return effective;
}

/**
 * Global Privacy Control refuses always, and all of it unless the tag says `data-gpc="reports"`; Do Not Track where `dnt` is
 * among the words of `data-consent`. Only true, or `1`, is a refusal.
 */
export function refusalOf(
  { globalPrivacyControl, doNotTrack }: BrowserSignals,
  { consent = '', gpc }: { readonly consent?: string | undefined; readonly gpc?: string | undefined },
): GateRules['refuses'] {
  if (doNotTrack === '1' && /\bdnt\b/.test(consent)) return 'all';
  return globalPrivacyControl ? (gpc === 'reports' ? gpc : 'all') : undefined;
}

/** What a page may do: 2 everything, 1 the order of the page's own content, 0 nothing. */
export function levelOf({ personalisation, contextual }: Grants): 0 | 1 | 2 {
  return personalisation === 'granted' ? 2 : contextual === 'granted' ? 1 : 0;
}
