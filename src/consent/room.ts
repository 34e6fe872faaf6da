import { allGrants } from '../../contract/grants.ts';
import type { SdkHandle } from '../loader/handover.ts';
import { effectiveGrants, levelOf, refusalOf } from './gate.ts';
import { MAX_QUEUE } from './limits.ts';
import type { Signal } from './source.ts';
import { forgetAnswer, wipe, type Forget, type Wipe } from './wipe.ts';

export type Call = readonly unknown[];

/** What the loader, or `createAisle`, and the consent room have in common. */
export interface RoomHost {
  /** The loader's own tag with its `data-` attributes, or `createAisle`'s options under their names. */
  readonly tag: { readonly dataset: Readonly<Record<string, string | undefined>> };
  /** Who is to be heard; grows while the page shows more of them. */
  readonly sources: Set<string>;
  /** What each has said last. */
  readonly signals: Record<string, Signal>;
  /** Calls of the page that wait. */
  readonly queue: Call[];
  /** Runs one call of the page. */
  run: (call: Call) => unknown;
  /** Called when any of this has changed; whoever has something to do then puts its part in front. */
  review: () => void;
  /** Brings the adapter file of a source; nothing where it has come or there is none. */
  readonly bring: (source: string) => unknown;
  /** The last event of a manager that gave itself away by it. */
  seen?: Event | undefined;
  /** Adds `aisle-NAME.js`. */
  readonly add: (name: string, take: (chunk: never) => void, more?: Pick<HTMLScriptElement, 'integrity'>) => void;
}

/** What a page may ask for before a choice and still get after it: nothing of it describes behaviour. */
const KEPT = /^(ready|on)$/;

/**
 * Where it is decided whether Aisle may do anything on this page: works out what the sources allow together, keeps the
 * page's calls until there is a choice, brings the SDK on a grant and tells it of all that changes. Sources come one file
 * at a time: the next is brought only when all that has been heard so far would open the gate.
 */
export function openRoom(host: RoomHost, integrity: string): void {
  const { sources, signals, queue } = host;
  const options = host.tag.dataset;
  const refuses = refusalOf(navigator, options);
  const { site = 'default' } = options;
  let grants = allGrants('pending');
  let sdk: SdkHandle | undefined;
  let isAsked = false;

  const review = (): void => {
    const said = Object.values(signals);
    const rules = { isOptOut: options.policy === 'opt-out' && document.readyState === 'complete', refuses };
    const silent = [...sources].find((name) => !Object.hasOwn(signals, name));
    const next = levelOf(effectiveGrants(said, rules)) && silent;
    const former = grants;
    // one that is found late does not stop what all the others have allowed, before it says so
    if (silent && levelOf(grants) < 2) said.push({ grants: allGrants('pending') });
    grants = effectiveGrants(said, rules);
    const isRefused = grants.personalisation === 'denied';
    const isOld = said.every(({ stored, grants }) => stored || grants.personalisation !== 'granted');
    // what happened before a choice of this page was not agreed to
    if (isRefused || (levelOf(grants) > levelOf(former) && !isOld))
      for (const call of queue.splice(0)) if (KEPT.test(call[0] as string)) queue.push(call);
    if (isRefused && former.personalisation !== 'denied') {
      forgetAnswer(site);
      if (!sdk) wipe(site);
    }
    sdk?.turn(grants, signals);
    if (levelOf(grants) && !isAsked) {
      isAsked = true;
      const take = (start: (host: RoomHost, wipe: Wipe, forget: Forget) => SdkHandle): void => {
        sdk = start(host, wipe, forgetAnswer);
        host.review();
      };
      host.add('sdk', take, { integrity });
    }
    flush();
    if (next) host.bring(next);
  };
  const flush = (): void => queue.splice(0).forEach(run);
  const run = (call: Call): unknown => {
    const [name, given, more] = call as [unknown, Signal['grants'], Partial<Signal> | undefined];
    if (name === 'consent') {
      const former = signals['manual'];
      const signal = { notice: former?.notice, ...more } as Signal;
      // what was agreed to under another notice was not agreed to under this one
      const kept = signal.notice === former?.notice && former?.grants;
      signals['manual'] = { ...signal, grants: { ...kept, ...given } };
      return host.review();
    }
    if (sdk && levelOf(grants)) return sdk.call(call);
    if (queue.length < MAX_QUEUE && (KEPT.test(name as string) || grants.personalisation !== 'denied'))
      queue.push(call);
    return undefined;
  };

  const { review: before } = host;
  host.run = run;
  host.review = () => {
    try {
      before();
      review();
    } catch {
      // whatever other scripts of the page have changed: nothing of it is theirs to see
    }
  };
  // a refusal that waits comes before all silence
  flush();
  host.review();
}
