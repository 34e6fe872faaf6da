import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { EventDraft } from '../../src/capture/draft.ts';
import type { SourceHost } from '../../src/sources/source.ts';
import { findSources } from '../../src/storefront/find-sources.ts';
import type { Reader } from '../../src/storefront/reader.ts';
import type { StorefrontHost } from '../../src/storefront/storefront.ts';
import { createHearer } from '../unit/src/source-host.ts';

const page = globalThis as unknown as Record<string, unknown>;
const tracker = { track() {}, page() {} };
let brought: string[];
let connected: SourceHost[];
let told: EventDraft[];
let end: () => void;
let faults: () => number;
let before: Set<string>;

function find(sources: readonly string[] = ['auto'], more: Partial<StorefrontHost> = {}): Reader {
  const hearer = createHearer();
  ({ faults } = hearer);
  end = hearer.boundary.end;
  return findSources({
    emit: (draft) => void told.push(draft),
    now: () => 0,
    boundary: hearer.boundary,
    has: (name) => sources.includes('auto') || sources.includes(name),
    ready: Promise.resolve(),
    site: () => ({}),
    ask: () => Promise.resolve([]),
    isFlooded: () => false,
    look() {},
    add(name, take) {
      brought.push(name);
      (take as (connect: unknown) => void)((host: SourceHost) => connected.push(host));
    },
    ...more,
  });
}
const runScript = (): unknown =>
  document.head.appendChild(document.createElement('script')).dispatchEvent(new Event('load'));

beforeEach(() => {
  vi.useFakeTimers();
  brought = [];
  connected = [];
  told = [];
  before = new Set(Object.keys(page));
});
afterEach(() => {
  end();
  expect(faults()).toBe(0);
  vi.useRealTimers();
  document.head.replaceChildren();
  for (const name of Object.keys(page)) if (!before.has(name)) delete page[name];
});

describe('a page with', () => {
  test.each<[string, string, () => void]>([
    ['a data layer', 'data-layer', () => (page['dataLayer'] = [])],
    ['GTM under whatever name', 'data-layer', () => (page['google_tag_manager'] = {})],
    ['GTM’s script', 'data-layer', () => addScript('https://cdn.example/gtm.js?id=GTM-1&l=shopLayer')],
    ['gtag’s script', 'data-layer', () => addScript('https://cdn.example/gtag/js?id=G-1&l=shopLayer')],
    ['Segment', 'segment', () => (page['analytics'] = tracker)],
    ['Segment’s queue', 'segment', () => (page['analytics'] = Object.assign([], tracker))],
    ['RudderStack', 'segment', () => (page['rudderanalytics'] = tracker)],
    ['Mixpanel', 'mixpanel', () => (page['mixpanel'] = { track() {} })],
    ['Mixpanel’s queue', 'mixpanel', () => (page['mixpanel'] = Object.assign([], { __SV: 1.2 }))],
    ['Snowplow', 'snowplow', () => (page['snowplow'] = Object.assign(() => {}, { q: [] }))],
    ['Snowplow under another name', 'snowplow', () => (page['GlobalSnowplowNamespace'] = [])],
    ['Adobe’s layer', 'acdl', () => (page['adobeDataLayer'] = [])],
    ['Shopify', 'shopify', () => (page['ShopifyAnalytics'] = { meta: {} })],
    ['a theme of Shopify’s', 'shopify', () => (page['Shopify'] = { shop: 'shop.example' })],
  ])('%s has the source of it brought, and no other, once', (_, name, put) => {
    put();
    find();
    for (let time = 0; time < 3; time++) runScript();
    vi.advanceTimersByTime(200_000);
    expect(brought).toEqual([`source-${name}`]);
  });

  test.each<[string, () => void]>([
    ['nothing', () => {}],
    ['Google’s analytics', () => (page['analytics'] = { ga() {}, track: true })],
    [
      'elements of those ids',
      () =>
        document.head.append(
          ...['analytics', 'mixpanel', 'snowplow', 'Shopify', 'dataLayer'].map((id) =>
            Object.assign(document.createElement('meta'), { id }),
          ),
        ),
    ],
    [
      'elements as those globals',
      () =>
        ['analytics', 'mixpanel', 'snowplow', 'Shopify', 'dataLayer'].forEach(
          (name) => (page[name] = document.createElement('form')),
        ),
    ],
    [
      'texts of those names',
      () =>
        ['analytics', 'mixpanel', 'snowplow', 'Shopify', 'dataLayer', 'adobeDataLayer'].forEach(
          (name) => (page[name] = 'text'),
        ),
    ],
    ['a consent manager’s Shopify', () => (page['Shopify'] = { loadFeatures() {} })],
  ])('%s brings none', (_, put) => {
    put();
    find();
    vi.advanceTimersByTime(200_000);
    expect(brought).toEqual([]);
  });

  test('globals that throw has the others brought all the same', () => {
    for (const name of ['analytics', 'dataLayer', 'Shopify'])
      Object.defineProperty(page, name, {
        configurable: true,
        enumerable: true,
        get: () => {
          throw new Error('theirs');
        },
      });
    page['mixpanel'] = new Proxy(
      {},
      {
        get: () => {
          throw new Error('theirs');
        },
        has: () => {
          throw new Error('theirs');
        },
      },
    );
    page['adobeDataLayer'] = [];
    find();
    for (let time = 0; time < 10; time++) runScript();
    expect(brought).toEqual(['source-acdl']);
  });

  test('a getter for its layer has it called as seldom as the page is looked at', () => {
    let calls = 0;
    Object.defineProperty(page, 'dataLayer', { configurable: true, enumerable: true, get: () => (calls++, undefined) });
    find();
    vi.advanceTimersByTime(200_000);
    expect(calls).toBeLessThanOrEqual(11);
  });
});

test('a sender that comes with a script is found when the script has run', () => {
  find();
  vi.advanceTimersByTime(300_000);
  page['analytics'] = tracker;
  expect(brought).toEqual([]);
  runScript();
  expect(brought).toEqual(['source-segment']);
});

test('a sender that no script of its own brings is found by one of the looks of the first two minutes', () => {
  find();
  vi.advanceTimersByTime(30_000);
  page['analytics'] = tracker;
  vi.advanceTimersByTime(64_000);
  expect(brought).toEqual(['source-segment']);
});

test('a source that is asked for by name is brought at once and waits itself; what is off is not', () => {
  page['analytics'] = tracker;
  page['adobeDataLayer'] = [];
  find(['page', 'mixpanel', 'acdl']);
  expect(brought.toSorted()).toEqual(['source-acdl', 'source-mixpanel']);
});

test('nothing is looked for where no source is on, nor after the end', () => {
  page['analytics'] = tracker;
  find(['page', 'dom']);
  runScript();
  expect(brought).toEqual([]);
  end();
  find();
  end();
  page['adobeDataLayer'] = [];
  runScript();
  vi.advanceTimersByTime(200_000);
  expect(brought).toEqual(['source-segment']);
});

test('a source is told when its route began, and what it says carries its name', () => {
  const reader = find();
  reader.startRoute?.(createHearer().boundary, 1_234);
  page['analytics'] = tracker;
  runScript();
  expect(connected[0]!.at).toBe(1_234);
  connected[0]!.tell('add_to_cart', [{ id: 'a' }]);
  expect(told).toMatchObject([{ source: 'segment', type: 'add_to_cart', items: [{ id: 'a' }] }]);
});

test('a file that comes after the visit has ended connects nothing', () => {
  let late: (connect: unknown) => void = () => {};
  page['analytics'] = tracker;
  find(['auto'], { add: (_, take) => void (late = take as typeof late) });
  end();
  late((host: SourceHost) => connected.push(host));
  expect(connected).toEqual([]);
});

function addScript(src: string): void {
  const script = document.createElement('script');
  script.type = 'text/plain';
  script.src = src;
  document.head.append(script);
}
