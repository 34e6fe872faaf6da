import { allGrants, type Grant, type Grants } from '../../contract/grants.ts';
import { createGate } from '../consent/gate.ts';
import type { ConnectSource } from '../consent/source.ts';
import { toBundleUrl } from './bundle-url.ts';
import type { ChunkScript, SdkHandle, StartSdk } from './handover.ts';
import { createScriptUrls } from './script-urls.ts';
import { badBundle, tellIntegrator } from './tell-integrator.ts';

/** Names of this build's chunks and their hashes for `integrity`; put in by the build. */
declare const AISLE_INTEGRITY: Readonly<Record<string, string>>;

type Call = readonly unknown[];

interface AisleGlobal {
  (...call: unknown[]): unknown;
  readonly q?: Iterable<unknown>[];
  /** Set on the one instance of a page. */
  readonly loaded?: true;
}

/** More than a page says before its first paint; a page that calls in a loop fills no memory. */
const MAX_QUEUE = 256;
const COOKIECONSENT = 'vanilla-cookieconsent';
/** What a page may ask for before a choice and still get after it: nothing of it describes behaviour. */
const KEPT = /^(ready|on)$/;

// read here: later, `currentScript` is somebody else's
const script = document.currentScript as HTMLScriptElement | null;
const page = globalThis as { aisle?: AisleGlobal };
if (script && !page.aisle?.loaded) load(script, page);

function load(tag: HTMLScriptElement, page: { aisle?: AisleGlobal }): void {
  const { bundle: given, consent = 'auto', policy } = tag.dataset;
  const isAuto = consent === 'auto';
  const optOut = policy === 'opt-out';
  const bundle = toBundleUrl(given, document.baseURI);
  const toScriptUrl = createScriptUrls();
  let queue: Call[] = [];
  let sdk: SdkHandle | undefined;
  let isAsked = false;
  /** The manager's event that came before its adapter. */
  let seen: Event | undefined;
  let isAdapted = false;

  const add = (name: string, aisle: (chunk: unknown) => void, more?: Partial<ChunkScript>): void => {
    const chunk: Partial<ChunkScript> = {
      crossOrigin: 'anonymous',
      referrerPolicy: 'no-referrer',
      integrity: AISLE_INTEGRITY[name]!,
      nonce: tag.nonce,
      src: toScriptUrl(new URL(`aisle-${name}.js`, tag.src).href) as string,
      aisle,
      ...more,
    };
    try {
      document.head.append(Object.assign(document.createElement('script'), chunk));
    } catch {
      // Trusted Types that allow no policy of ours: the page stays as the server sent it
    }
  };

  const gate = createGate({
    optOut,
    gpc: (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl,
    onTurn(turn, choice, stored) {
      // chosen here and now: what happened before the choice was not agreed to
      if (turn !== 'changed' && !stored) queue = queue.filter(([name]) => KEPT.test(name as string));
      if (turn === 'granted' && bundle && !isAsked) {
        isAsked = true;
        add('sdk', (start) => {
          sdk = (start as StartSdk)({ tag, bundle, toScriptUrl, aisle, add });
          if (gate.isOpen()) sdk.turn('granted', gate.choice());
          flush();
        });
      }
      sdk?.turn(turn, choice);
      flush();
    },
  });

  const flush = (): void => queue.splice(0).forEach(run);
  const run = (call: Call): unknown => {
    if (sdk && gate.isOpen()) return sdk.call(call);
    const isKept = KEPT.test(call[0] as string) || gate.choice().grants.personalisation !== 'denied';
    if (isKept && queue.length < MAX_QUEUE) queue.push(call);
    return undefined;
  };
  const aisle = (...call: unknown[]): unknown => {
    const [name, grants, said] = call;
    if (name !== 'consent') return run(call);
    return gate.hear('manual', { ...(said as object), grants: grants as Partial<Grants> });
  };

  const early = page.aisle?.q ?? [];
  page.aisle = Object.freeze(Object.assign(aisle, { loaded: true as const }));
  if (!bundle) return tellIntegrator('error', badBundle(given));

  /** Somebody is to be heard first: pending, whatever else is said. */
  const expect = (source: string): void => {
    if (!gate.isOpen()) gate.hear(source, { grants: allGrants('pending') });
  };
  const adapt = (event?: Event): void => {
    seen = event ?? seen;
    if (isAdapted) return;
    isAdapted = true;
    expect(COOKIECONSENT);
    add(`consent-${COOKIECONSENT}`, (connect) =>
      (connect as ConnectSource)((signal) => gate.hear(COOKIECONSENT, signal), seen),
    );
  };
  const detect = (): void => {
    if (isAuto && 'CookieConsent' in page) adapt();
  };
  const settle = (): void => {
    detect();
    gate.hear('policy', { grants: allGrants('unasked' as Grant) });
  };

  detect();
  if (isAuto || consent === COOKIECONSENT) {
    for (const type of ['cc:onConsent', 'cc:onChange']) addEventListener(type, adapt);
    if (!isAuto) adapt();
  } else if (consent !== 'manual') {
    expect(consent);
    tellIntegrator('warn', `data-consent="${consent}" is unknown: pending`);
  }
  for (const call of early) aisle(...call);
  if (!optOut) return;
  // nobody's silence counts before it had the time to speak
  if (consent === 'manual' || document.readyState === 'complete') settle();
  else {
    expect('policy');
    addEventListener('load', settle);
  }
}
