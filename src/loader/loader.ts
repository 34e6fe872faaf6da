import { allGrants, type Grants } from '../../contract/grants.ts';
import { createGate } from '../consent/gate.ts';
import { toManualSignal } from '../consent/manual.ts';
import type { ConnectAdapter } from '../consent/adapter.ts';
import { toBundleUrl } from './bundle-url.ts';
import type { ChunkScript, SdkHandle, StartSdk } from './handover.ts';
import { createScriptUrls } from './script-urls.ts';
import { badBundle, tellIntegrator } from './tell-integrator.ts';

/** File names of this build's chunks and their SHA-256 for `integrity`; put in by the build. */
declare const AISLE_INTEGRITY: Readonly<Record<string, string>>;

type Call = readonly unknown[];

interface AisleGlobal {
  (...args: unknown[]): unknown;
  q?: ArrayLike<unknown>[];
  /** Set on the one instance of a page. */
  readonly loaded?: true;
}

/** More than a page says before its first paint; a page that calls in a loop fills no memory. */
const MAX_QUEUE = 256;
const COOKIECONSENT = 'vanilla-cookieconsent';
/** What a page may ask for before a choice and still get after it: nothing here describes behaviour. */
const KEPT = /^(ready|on)$/;

// read here: later, `currentScript` is somebody else's
const script = document.currentScript;
const page = globalThis as { aisle?: AisleGlobal };
if (script instanceof HTMLScriptElement && !page.aisle?.loaded) load(script, page);

function load(tag: HTMLScriptElement, page: { aisle?: AisleGlobal }): void {
  const { consent = 'auto', policy, ...options } = tag.dataset;
  const urls = createScriptUrls();
  const optOut = policy === 'opt-out';
  const bundle = toBundleUrl(options['bundle'], document.baseURI);
  let queue: Call[] = [];
  let sdk: SdkHandle | undefined;
  let requested = false;
  let manual: Partial<Grants> = {};
  /** A manager was found, or named, and has not said anything yet. */
  let awaited = false;
  let adapted = false;
  let complete = false;
  let seen: Event | undefined;

  const add = (name: string, take: (chunk: unknown) => void): void => {
    const file = `aisle-${name}.js`;
    const added: ChunkScript = document.createElement('script');
    added.async = true;
    added.crossOrigin = 'anonymous';
    added.referrerPolicy = 'no-referrer';
    added.integrity = AISLE_INTEGRITY[file] ?? '';
    added.nonce = tag.nonce;
    added.aisle = take;
    added.src = urls(new URL(file, tag.src).href) as string;
    document.head.append(added);
  };

  const isGranted = (): boolean => gate.record().grants.personalisation === 'granted';

  const flush = (): void => {
    if (!sdk || !isGranted()) return;
    const calls = queue;
    queue = [];
    for (const call of calls) sdk.call(call);
  };

  const gate = createGate({
    policy: optOut ? 'opt-out' : 'opt-in',
    gpc: (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true,
    settled: false,
    now: Date.now,
    onGranted(record, stored) {
      // chosen here and now: what happened before the choice was not agreed to
      if (!stored) forget();
      if (sdk) sdk.grant(record);
      else if (!requested && bundle) {
        requested = true;
        add('sdk', (start) => {
          sdk = (start as StartSdk)({
            options: { ...options, bundle },
            baseUrl: new URL('.', tag.src).href,
            toScriptUrl: urls,
            consent: aisle.bind(undefined, 'consent'),
          });
          if (isGranted()) sdk.grant(gate.record());
          // withdrawn while the script was on its way: what earlier pages have stored goes all the same
          else sdk.withdraw(gate.record());
          flush();
        });
      }
      flush();
    },
    onWithdrawn(record) {
      forget();
      sdk?.withdraw(record);
    },
    onChanged(record) {
      if (record.grants.personalisation === 'denied') forget();
      sdk?.change(record);
    },
  });

  const forget = (): void => {
    queue = queue.filter(([name]) => KEPT.test(name as string));
  };

  function aisle(...call: unknown[]): unknown {
    const [name, ...args] = call;
    if (name === 'consent') {
      const signal = toManualSignal(manual, args[0], args[1]);
      manual = signal.grants;
      gate.hear('manual', signal);
    } else if (sdk && isGranted()) return sdk.call(call);
    else if (queue.length < MAX_QUEUE && (KEPT.test(name as string) || !isRefused())) queue.push(call);
    return undefined;
  }

  const isRefused = (): boolean => gate.record().grants.personalisation === 'denied';

  const settle = (): void => {
    if (complete && !awaited) gate.settle();
  };
  const expect = (source: string): void => {
    awaited = true;
    // it is there and has not spoken: pending, whatever else is said
    if (!isGranted()) gate.hear(source, { grants: allGrants('pending'), stored: false });
  };
  const adapt = (event?: Event): void => {
    // the adapter is on its way: it is told of what it missed
    seen = event ?? seen;
    if (adapted) return;
    adapted = true;
    expect(COOKIECONSENT);
    add(`consent-${COOKIECONSENT}`, (connect) =>
      (connect as ConnectAdapter)((signal) => {
        awaited = false;
        gate.hear(COOKIECONSENT, signal);
        settle();
      }, seen),
    );
  };
  const detect = (): void => {
    if ('CookieConsent' in page) adapt();
  };

  const early = page.aisle?.q ?? [];
  page.aisle = Object.freeze(Object.assign(aisle, { loaded: true as const }));

  if (!bundle) {
    badBundle('data-bundle', options['bundle']);
    return;
  }
  const isAuto = consent === 'auto';
  if (isAuto || consent === COOKIECONSENT) {
    for (const type of ['cc:onConsent', 'cc:onChange']) addEventListener(type, adapt);
    if (isAuto) detect();
    else adapt();
  } else if (consent !== 'manual') {
    expect(consent);
    tellIntegrator('warn', `data-consent="${consent}" is not known to this version; consent stays pending.`);
  }
  for (const call of early) aisle(...Array.from(call));

  // a manager may come after us; under opt-out nobody's silence counts before it has had the time to speak
  const finish = (): void => {
    if (isAuto) detect();
    complete = true;
    settle();
  };
  if (consent === 'manual' || document.readyState === 'complete') finish();
  else {
    if (isAuto) document.addEventListener('DOMContentLoaded', detect);
    addEventListener('load', finish);
  }
}
