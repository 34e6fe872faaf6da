import type { AisleEvent } from '../../contract/events.ts';

/** Ids of items: no space, no `@`, and no room for a card's number. The worker does the rest. */
const ID = /^(?!(.*\d){15})[^\s@]{1,64}$/;
/** Everything else that is text is a name, as `worker/intake/minimise.ts` knows it. */
const NAME = /^(?!(.*\d){5})[\w.:-]{1,40}$/;

/**
 * Keeps what the engine has not acknowledged when a page is left: a dedicated worker dies with its page, in the middle of a
 * write. Of that only events of identifiers and numbers; in this tab only, and only until the next page of the site takes them
 * (docs/decisions/0018). Nothing to keep removes what was kept.
 */
export function keepUnsent(site: string, events: readonly AisleEvent[]): void {
  const kept = events.filter(({ id: _id, ...rest }) => isPlain(rest));
  try {
    // oxlint-disable no-restricted-globals -- between two pages of a visit with a grant, and nothing else is stored
    if (kept.length > 0) sessionStorage.setItem(`aisle:unsent:${site}`, JSON.stringify(kept));
    else sessionStorage.removeItem(`aisle:unsent:${site}`);
    // oxlint-enable no-restricted-globals
  } catch {
    // no storage, or no room: what was on its way may be lost
  }
}

/** What the page before could not see acknowledged; gone from here by that. The engine checks it as it checks everything. */
export function takeUnsent(site: string): AisleEvent[] {
  try {
    // oxlint-disable-next-line no-restricted-globals -- see above
    const kept = sessionStorage.getItem(`aisle:unsent:${site}`);
    keepUnsent(site, []);
    return kept ? [...(JSON.parse(kept) as AisleEvent[])] : [];
  } catch {
    return [];
  }
}

function isPlain(value: object): boolean {
  return Object.entries(value).every(([key, part]: [string, unknown]) =>
    typeof part === 'object' && part
      ? isPlain(part)
      : typeof part !== 'string' || (/^(id|\d+)$/.test(key) ? ID : NAME).test(part),
  );
}
