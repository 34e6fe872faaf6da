import { allGrants } from '../../contract/grants.ts';
import { createGate, type Policy, type Signal } from '../consent/gate.ts';
import { toManualSignal } from '../consent/manual.ts';
import { connectVanillaCookieconsent } from '../consent/vanilla-cookieconsent.ts';
import { toBundleUrl } from '../loader/bundle-url.ts';
import { createScriptUrls } from '../loader/script-urls.ts';
import { badBundle } from '../loader/tell-integrator.ts';
import type { Aisle } from './aisle.ts';
import { createApi } from './api.ts';
import { browserPlatform } from './platform.ts';
import { createRuntime } from './runtime.ts';
import { toVisitOptions } from './visit-options.ts';

export interface AisleOptions {
  /** URL of the bundle's manifest; `https:`, or `http:` on localhost. */
  readonly bundle: string;
  /** Where `aisle-learned.js` and its files lie. Default: beside this module. */
  readonly baseUrl?: string;
  /** Site key. Default `default`. */
  readonly site?: string;
  /** Pinned Ed25519 public keys, base64, space separated. */
  readonly key?: string;
  /** `manual`: only `aisle.consent`. `auto`: also vanilla-cookieconsent as soon as it shows. Default `auto`. */
  readonly consent?: 'auto' | 'manual' | 'vanilla-cookieconsent';
  /** Default `opt-in`. */
  readonly policy?: Policy;
  /** `auto`, or a list of `page` and `dom`, space separated. Default `auto`. */
  readonly capture?: string;
  /** Same-origin URL of `aisle-worker.js`, for a CSP without `blob:`. */
  readonly worker?: string;
  /** ms a slot may wait before the server's order stays. Default: the manifest's, else 150. */
  readonly deadlineMs?: number;
}

/**
 * Starts Aisle from a module instead of the script tag. Stores, fetches and starts nothing before personalisation is
 * granted. Never throws: what is wrong with the options stands in the console, and the page stays as the server sent it.
 * Whoever holds the result may read the profile; hand it to nobody who may not.
 *
 * @example const aisle = createAisle({ bundle: 'https://cdn.example/bundle/manifest.json' });
 */
export function createAisle(options: AisleOptions): Aisle {
  const { consent = 'auto', policy = 'opt-in', worker, ...given } = options;
  const bundleUrl = toBundleUrl(options.bundle, document.baseURI);
  if (!bundleUrl) badBundle('bundle', options.bundle);
  const platform = browserPlatform();
  const runtime = createRuntime(
    toVisitOptions({
      ...given,
      bundleUrl: bundleUrl ?? '',
      baseUrl: new URL(given.baseUrl ?? '.', import.meta.url).href,
      workerUrl: worker,
      toScriptUrl: createScriptUrls(),
    }),
    platform,
  );
  const gate = createGate({
    policy,
    gpc: (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true,
    now: () => platform.clock.now(),
    settled: false,
    onGranted: (record) => bundleUrl && runtime.grant(record),
    onWithdrawn: runtime.withdraw,
    onChanged: runtime.change,
  });
  let manual: Signal['grants'] = {};
  listen(consent, gate.hear, gate.settle);

  return createApi({
    runtime,
    mayRead: () => true,
    consent(grants, given) {
      const signal = toManualSignal(manual, grants, given);
      manual = signal.grants;
      gate.hear('manual', signal);
    },
  });
}

/** Brings the consent manager's word to the gate; `settle` when there is nobody, or somebody who has spoken. */
function listen(
  consent: AisleOptions['consent'],
  hear: (source: string, signal: Signal) => void,
  settle: () => void,
): void {
  const source = 'vanilla-cookieconsent';
  let connected = false;
  const connect = (seen?: Event): void => {
    if (connected) return;
    connected = true;
    connectVanillaCookieconsent((signal) => {
      hear(source, signal);
      settle();
    }, seen);
  };
  if (consent === 'manual') settle();
  else if (consent === source) {
    hear(source, { grants: allGrants('pending'), stored: false });
    connect();
  } else {
    for (const type of ['cc:onConsent', 'cc:onChange']) addEventListener(type, connect);
    const look = (): void => {
      if ('CookieConsent' in globalThis) connect();
      if (!connected && document.readyState === 'complete') settle();
    };
    look();
    addEventListener('load', look);
  }
}
