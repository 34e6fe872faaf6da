import { allGrants, type Grant } from '../../contract/grants.ts';
import { pageAnnex } from '../annex/page-annex.ts';
import { createGate, type Gate } from '../consent/gate.ts';
import { connectVanillaCookieconsent } from '../consent/vanilla-cookieconsent.ts';
import { toBundleUrl } from '../loader/bundle-url.ts';
import { createScriptUrls } from '../loader/script-urls.ts';
import { badBundle, tellIntegrator } from '../loader/tell-integrator.ts';
import { createAdd } from './add-script.ts';
import type { Aisle } from './aisle.ts';
import { createApi } from './api.ts';
import { browserPlatform } from './platform.ts';
import { createRuntime } from './runtime.ts';
import { toVisitOptions } from './visit-options.ts';

export interface AisleOptions {
  /** URL of the bundle's manifest; `https:`, or `http:` on localhost. */
  readonly bundle: string;
  /** Where `aisle-annex.js`, `aisle-learned.js` and its wasm lie. Default: beside this module. */
  readonly baseUrl?: string;
  /** Site key. Default `default`. */
  readonly site?: string;
  /** Pinned Ed25519 public keys, base64, space separated. */
  readonly key?: string;
  /** `manual`: only `aisle.consent`. `auto`: also vanilla-cookieconsent as soon as it shows. Default `auto`. */
  readonly consent?: 'auto' | 'manual' | 'vanilla-cookieconsent';
  /** Default `opt-in`. */
  readonly policy?: 'opt-in' | 'opt-out';
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
  const { bundle, consent = 'auto', policy, baseUrl = '.', deadlineMs, ...given } = options;
  const optOut = policy === 'opt-out';
  const bundleUrl = toBundleUrl(bundle, document.baseURI);
  if (!bundleUrl) tellIntegrator('error', badBundle(bundle));
  const platform = browserPlatform();
  const base = new URL(baseUrl, import.meta.url).href;
  const toScriptUrl = createScriptUrls();
  const say: Aisle['consent'] = (grants, options) => gate.hear('manual', { ...options, grants });
  const runtime = createRuntime(
    toVisitOptions(
      { ...given, deadline: deadlineMs === undefined ? undefined : `${deadlineMs}`, expose: 'profile' },
      {
        bundleUrl: bundleUrl ?? '',
        baseUrl: base,
        toScriptUrl,
        bringAnnex: () => Promise.resolve(pageAnnex),
        host: {
          runtime: () => runtime,
          consent: say,
          add: createAdd(base, toScriptUrl),
        },
      },
    ),
    platform,
  );
  const gate = createGate({
    optOut,
    gpc: (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl,
    onTurn(turn, choice) {
      if (bundleUrl) runtime.turn(turn, choice);
    },
  });
  listen(consent, optOut, gate);

  return createApi(runtime, platform.clock, say);
}

/** Brings the consent manager's word to the gate, and under `opt-out` the silence of those who had the time to speak. */
function listen(consent: AisleOptions['consent'], optOut: boolean, gate: Gate): void {
  const source = 'vanilla-cookieconsent';
  const expect = (source: string): void => {
    if (!gate.isOpen()) gate.hear(source, { grants: allGrants('pending') });
  };
  let isConnected = false;
  const connect = (seen?: Event): void => {
    if (isConnected) return;
    isConnected = true;
    expect(source);
    connectVanillaCookieconsent((signal) => gate.hear(source, signal), seen);
  };
  const settle = (): void => {
    if (consent === 'auto' && 'CookieConsent' in globalThis) connect();
    if (optOut) gate.hear('policy', { grants: allGrants('unasked' as Grant) });
  };
  if (consent === source || (consent === 'auto' && 'CookieConsent' in globalThis)) connect();
  else if (consent === 'auto') for (const type of ['cc:onConsent', 'cc:onChange']) addEventListener(type, connect);
  if (consent === 'manual' || document.readyState === 'complete') settle();
  else {
    if (optOut) expect('policy');
    addEventListener('load', settle);
  }
}
