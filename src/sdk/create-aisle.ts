import { pageAnnex } from '../annex/page-annex.ts';
import { follow } from '../capture/follow.ts';
import { connectSources } from '../consent/connect-sources.ts';
import { iab } from '../consent/iab.family.ts';
import { open } from '../consent/open.family.ts';
import { platform as platformFamily } from '../consent/platform.family.ts';
import { prompt } from '../consent/prompt.family.ts';
import { openRoom, type RoomHost } from '../consent/room.ts';
import { vendor } from '../consent/vendor.family.ts';
import { watchSources } from '../consent/watch-sources.ts';
import { forgetAnswer, wipe } from '../consent/wipe.ts';
import { createScriptUrls } from '../loader/script-urls.ts';
import { readUrl, tellIntegrator } from '../loader/tell-integrator.ts';
import type { openStorefront } from '../storefront/storefront.ts';
import { createAdd } from './add-script.ts';
import type { Aisle } from './aisle.ts';
import { createApi } from './api.ts';
import { bringOnce } from './bring-once.ts';
import { browserPlatform } from './platform.ts';
import { createRuntime } from './runtime.ts';
import { toVisitOptions } from './visit-options.ts';

export interface AisleOptions {
  /** URL of the bundle's manifest; `https:`, or `http:` on localhost. */
  readonly bundle: string;
  /** Where aggregates will go, under the same rule; nothing is sent in this version. */
  readonly report?: string;
  /** Where the build's other files lie, `aisle-storefront.js` and its like. Default: beside this module. */
  readonly baseUrl?: string;
  /** Site key. Default `default`. */
  readonly site?: string;
  /** Pinned Ed25519 public keys, base64, space separated. */
  readonly key?: string;
  /**
   * Who is to be heard, as `data-consent`: `auto`, all consent managers that show on the page; `manual`, only
   * `aisle.consent`; or names of sources, space separated. `dnt` among them heeds Do Not Track. Default `auto`.
   */
  readonly consent?: string;
  /** With `prompt`: version of the shop's notice, or its URL. Another one asks again. */
  readonly notice?: string;
  /** With `prompt`: which boxes there are. Default `personalisation contextual`, and `measurement` with a `report`. */
  readonly purposes?: string;
  /** With `prompt`: its texts in the page's language, as JSON (`docs/prompt.md`). Default: English. */
  readonly prompt?: string;
  /** Default `opt-in`. */
  readonly policy?: 'opt-in' | 'opt-out';
  /** `reports`: Global Privacy Control refuses measurement and imports only. Default: personalisation too. */
  readonly gpc?: 'reports';
  /** `auto`, or a list of sources as `data-capture` names them, space separated. Default `auto`. */
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
  const { bundle, baseUrl = '.', deadlineMs, ...given } = options;
  const { report, consent = 'auto' } = given;
  const bundleUrl = readUrl('bundle', bundle);
  if (report) readUrl('report', report);
  const platform = browserPlatform();
  const base = new URL(baseUrl, import.meta.url).href;
  const toScriptUrl = createScriptUrls();
  const add = createAdd(base, toScriptUrl);
  const say: Aisle['consent'] = (grants, options) => {
    try {
      host.run(['consent', grants, options]);
    } catch {
      // whatever the page has passed
    }
  };
  const runtime = createRuntime(
    toVisitOptions(
      { ...given, deadline: deadlineMs === undefined ? undefined : `${deadlineMs}`, expose: 'profile' },
      {
        bundleUrl: bundleUrl ?? '',
        baseUrl: base,
        toScriptUrl,
        bringAnnex: () => Promise.resolve(pageAnnex),
        bringFollow: () => Promise.resolve(follow),
        bringStorefront: bringOnce<typeof openStorefront>(add, 'storefront'),
        host: { runtime: () => runtime, consent: say, add },
      },
    ),
    platform,
    wipe,
    forgetAnswer,
  );
  const host: RoomHost = {
    // under the names of the tag's attributes
    tag: { dataset: given },
    sources: new Set(),
    signals: {},
    queue: [],
    run() {},
    review() {},
    // they are all here
    bring() {},
    add: (_, take: (start: never) => void) => take((() => ({ turn: runtime.turn, call() {} })) as never),
  };
  if (bundleUrl) {
    openRoom(host, '');
    const family = { ...iab, ...platformFamily, ...vendor, ...open, ...prompt };
    const names = Object.keys(family);
    connectSources(family)(host);
    watchSources(host, consent);
    for (const source of host.sources) if (!names.includes(source)) tellIntegrator(`consent "${source}" is unknown`);
  }

  return createApi(runtime, platform.clock, say);
}
