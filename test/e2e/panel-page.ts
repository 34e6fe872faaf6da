import type { BrowserContext, Locator, Page } from 'playwright-core';

import type { RawProfile } from '../../contract/profile.ts';
import { LANTERNS, MUGS, RANK_SLOT, type Shop, type Visitor } from '../faults/shop.ts';
import { exportProfile, learn, type FixturePage } from './fixture-page.ts';
import { until } from './probes.ts';

export const LANTERN = LANTERNS[1]!;
export const MUG = MUGS[0]!;
export const ALL = { personalisation: 'granted', measurement: 'denied', contextual: 'granted', imports: 'granted' };
export const PANEL = '<div data-aisle-privacy><p>Nothing is kept.</p></div>';
export const SETTINGS = '<button id="cmp" data-cc="show-preferencesModal">Cookies</button>';
export const HEAD = '<style>:root{color-scheme:light dark}body{font:16px sans-serif}</style>';
/** Cards with a title and a "why this?". */
export const WHY_SLOT = RANK_SLOT.replaceAll(
  /<li data-aisle-item="([^"]+)">.*?<\/li>/g,
  '<li data-aisle-item="$1"><a href="/p/$1">Card $1</a> <span data-aisle-why></span></li>',
);

export interface Exported {
  readonly profile: RawProfile;
  readonly consent: { readonly source: string; readonly at: number };
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

/**
 * Lets a test look into what the built panel keeps closed: every shadow root of the context's pages is made an open one,
 * before any script runs. The panel itself is the file that is shipped.
 */
export async function openRoots(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (this: Element, init: ShadowRootInit): ShadowRoot {
      return attachShadow.call(this, { ...init, mode: 'open' });
    };
  });
}

export async function readProfile(page: Page): Promise<Exported> {
  const reply = (await exportProfile(page)) as { ok: boolean; export: Exported };
  if (!reply.ok) throw new Error(`no export: ${JSON.stringify(reply)}`);
  return reply.export;
}

/** The export as soon as `accept` takes it; the last one when it has not in time. */
export function profileOf(page: Page, accept: (profile: RawProfile) => boolean = () => true): Promise<Exported> {
  return until(
    () => readProfile(page),
    (exported) => accept(exported.profile),
  );
}

/** What a screen reader calls the element that has the focus, through open shadow roots. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    const named = (active?.closest('label') ?? active)?.cloneNode(true) as Element | undefined;
    for (const hidden of named?.querySelectorAll('[aria-hidden=true]') ?? []) hidden.remove();
    return (active?.getAttribute('aria-label') ?? named?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
  });
}

/** Presses Tab until the element of that name has the focus; by the keyboard alone, as it comes. */
export async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const met: string[] = [];
  for (let presses = 0; presses < 250; presses++) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    met.push(now);
  }
  throw new Error(`no ${String(name)} on the way of the Tab key, only: ${[...new Set(met)].join(' | ')}`);
}

/** Tabs to a button and presses it. */
export async function pressByKey(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

/** What the panel's live region says, once it says something else than before. */
export async function saidAfter(page: Page, act: () => Promise<void>): Promise<string> {
  const read = (): Promise<string> =>
    page.evaluate(
      () =>
        document.querySelector('[data-aisle-privacy]')?.shadowRoot?.querySelector('[role=status]')?.textContent ?? '',
    );
  const before = await read();
  await act();
  return until(read, (now) => now !== '' && now !== before, 10_000);
}

/** What can be read in the panel. */
export function panelText(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      document.querySelector('[data-aisle-privacy]')?.shadowRoot?.querySelector<HTMLElement>('.panel')?.innerText ?? '',
  );
}

export function panelOf(page: Page): Locator {
  return page.locator('[data-aisle-privacy]');
}

/** A shopper's page with the panel, everything granted, and something to be seen in it. */
export async function openPanelPage(
  shop: Shop,
  visitor: Visitor,
  path: string,
  { body = PANEL + SETTINGS, head = HEAD, ...rest }: FixturePage = {},
): Promise<Page> {
  const page = await visitor.open(shop.page(path, { body, head, ...rest }));
  await page.evaluate((grants) => void aisle('consent', grants, { stored: true }), ALL);
  await learn(page, [LANTERN, MUG]);
  await page.evaluate(() => void aisle('track', 'search', { query: 'lantern' }));
  await profileOf(page, ({ searches }) => searches.length > 0);
  return page;
}
