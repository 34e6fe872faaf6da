import { lookAgain } from '../sources/look-again.ts';
import { readGlobal } from '../sources/page-globals.ts';
import { createSourceHost } from '../sources/source-host.ts';
import type { ConnectSource, SourceHost } from '../sources/source.ts';
import { bringPart } from './bring-part.ts';
import type { Reader } from './reader.ts';
import type { StorefrontHost } from './storefront.ts';

const GOOGLE = 'script[src*="/gtm.js"],script[src*="/gtag/js"]';

/** Segment's library, RudderStack's, or the queue of either: many other things are called `analytics`. */
const isTracker = (name: string): boolean => {
  const found = readGlobal(name);
  return typeof found?.['track'] === 'function' && typeof found['page'] === 'function';
};
const isList = (name: string): boolean => Array.isArray(readGlobal(name));

/** By its name in `data-capture`, what gives each sender away. */
const SIGNS: Readonly<Record<string, () => unknown>> = {
  'data-layer': () => isList('dataLayer') || readGlobal('google_tag_manager') || document.querySelector(GOOGLE),
  segment: () =>
    isTracker('analytics') ||
    isTracker('rudderanalytics') ||
    document.querySelector('[data-global-segment-analytics-key]'),
  mixpanel: () => readGlobal('mixpanel')?.['track'] ?? readGlobal('mixpanel')?.['__SV'],
  // the namespace is empty, and still there, once the tracker has taken its name from it
  snowplow: () => isList('GlobalSnowplowNamespace') || readGlobal('snowplow')?.['q'],
  acdl: () => isList('adobeDataLayer'),
  shopify: () => readGlobal('ShopifyAnalytics') ?? readGlobal('Shopify')?.['shop'],
};

/**
 * Looks which senders of events the page has, reading no more than the globals that give them away, and brings a source for each that
 * `data-capture` has on: as soon as it shows, or at once where it is asked for by name.
 */
export function findSources(host: StorefrontHost): Reader {
  const { boundary, has, ask, now } = host;
  const isNamed = !has('auto');
  const left = new Set(Object.keys(SIGNS).filter(has));
  // of the route, once there is one
  let at = Math.round(performance.timeOrigin + now());

  const bring = (name: string): void => {
    left.delete(name);
    const connect = boundary.guard((source: ConnectSource) => {
      const emit: SourceHost['emit'] = (draft, isUrgent) => host.emit({ source: name, ...draft }, isUrgent);
      if (!boundary.signal.aborted) source(createSourceHost({ emit, boundary, ask, at, isFlooded: host.isFlooded }));
    });
    bringPart(host, `source-${name}`, (source: ConnectSource) => void connect(source));
  };
  if (left.size > 0)
    lookAgain(boundary, () => {
      for (const name of left) {
        if (isNamed || isThere(name)) bring(name);
      }
    });
  return {
    startRoute(_, startedAt) {
      at = startedAt;
    },
  };
}

function isThere(name: string): boolean {
  try {
    return Boolean(SIGNS[name]?.());
  } catch {
    // a getter or a Proxy of the page's own
    return false;
  }
}
