import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';

import { describe, expect, test, vi } from 'vitest';

import { connectAcdl } from '../../src/sources/acdl.ts';
import { useSource } from './use-source.ts';

type Layer = unknown[] & { getState?: (path?: string) => unknown; version?: string };

const page = globalThis as unknown as { adobeDataLayer?: Layer };
const LIBRARY = readFileSync(
  createRequire(import.meta.url).resolve('@adobe/adobe-client-data-layer/dist/adobe-client-data-layer.min.js'),
  'utf8',
);
const view = (sku: string): object => ({ event: 'product-page-view', eventInfo: { productContext: { sku } } });

/** The real script, as a page brings it. */
function load(): void {
  runInThisContext(LIBRARY);
}
const { connect, hearer } = useSource(connectAcdl, ['adobeDataLayer'], { toFake: ['setTimeout', 'clearTimeout'] });
const heard = (): unknown[] => hearer().told.map(({ items }) => items?.[0]?.id);

describe('Adobe’s own script', () => {
  test('that is there already tells what was said before, and what is said from then on', () => {
    page.adobeDataLayer = [view('a')];
    load();
    page.adobeDataLayer.push(view('b'));
    connect();
    page.adobeDataLayer.push(view('c'));
    expect(heard()).toEqual(['a', 'b', 'c']);
    expect(hearer().told.map(({ at }) => at)).toEqual([7, 7, undefined]);
    hearer().boundary.end();
    page.adobeDataLayer.push(view('d'));
    expect(heard()).toHaveLength(3);
  });

  test('that comes later has every event heard once, and has the list as it would without us', () => {
    page.adobeDataLayer = [view('a')];
    connect();
    page.adobeDataLayer.push(view('b'));
    load();
    page.adobeDataLayer.push(view('c'));
    vi.advanceTimersByTime(1_000);
    expect(heard()).toEqual(['a', 'b', 'c']);
    expect([...page.adobeDataLayer]).toEqual([view('a'), view('b'), view('c')]);
  });

  test('has the state of a component asked of it', () => {
    page.adobeDataLayer = [];
    load();
    connect();
    page.adobeDataLayer.push({ component: { 'product-1': { 'xdm:SKU': 'a' } } });
    page.adobeDataLayer.push({ event: 'product clicked', eventInfo: { path: 'component.product-1' } });
    expect(hearer().told).toMatchObject([{ type: 'product_click', items: [{ id: 'a' }] }]);
  });
});

describe('a layer whose script never comes', () => {
  test('is read again, and when the page is left', () => {
    const layer: Layer = (page.adobeDataLayer = [view('a')]);
    connect();
    layer.push(view('b'));
    vi.advanceTimersByTime(250);
    expect(heard()).toEqual(['a', 'b']);
    layer.push(view('c'));
    window.dispatchEvent(new Event('pagehide'));
    expect(heard()).toEqual(['a', 'b', 'c']);
  });

  test('is read after a click that pushes', () => {
    const layer: Layer = (page.adobeDataLayer = []);
    connect();
    vi.advanceTimersByTime(300_000);
    document.addEventListener('click', () => void layer.push(view('a')), { once: true });
    document.dispatchEvent(new Event('click'));
    vi.advanceTimersByTime(0);
    expect(heard()).toEqual(['a']);
  });

  test('whose push throws, or that is no list, hurts nobody', () => {
    page.adobeDataLayer = Object.assign([view('a')] as Layer, {
      push: () => {
        throw new Error('theirs');
      },
    });
    connect();
    vi.advanceTimersByTime(10_000);
    expect(heard()).toEqual(['a']);
    page.adobeDataLayer = 'text' as never;
    vi.advanceTimersByTime(100_000);
  });
});
