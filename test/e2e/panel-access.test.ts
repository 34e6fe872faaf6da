// Who can use the panel and "why this?", and who cannot get at them: assistive technology, keyboards and fingers, four
// languages, the strictest policies; the other scripts of the page.

import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import type { Aisle } from '../../src/sdk/index.ts';
import { type Shop, type Visitor } from '../faults/shop.ts';
import { useShop } from '../faults/use-shop.ts';
import { learn } from './fixture-page.ts';
import {
  ALL,
  HEAD,
  LANTERN,
  MUG,
  openPanelPage,
  openRoots,
  PANEL,
  panelOf,
  panelText,
  SETTINGS,
  WHY_SLOT,
} from './panel-page.ts';
import { until } from './probes.ts';

const BODY = `<main><h1>Shop</h1>${PANEL}${WHY_SLOT}${SETTINGS}</main>`;
const LANGUAGES = {
  en: ['Your data in this shop', 'Why this?', 'products looked at', 'strong'],
  de: ['Ihre Daten in diesem Shop', 'Warum das?', 'Artikel angesehen', 'stark'],
  fr: ['Vos données dans cette boutique', 'Pourquoi ceci ?', 'produits regardés', 'fort'],
  es: ['Sus datos en esta tienda', '¿Por qué esto?', 'productos vistos', 'fuerte'],
} as const;

let shop: Shop;
let visitor: Visitor;

useShop((...given) => ([shop, visitor] = given));

const speaking = (lang: string): string => `${HEAD}<script>document.documentElement.lang = '${lang}'</script>`;

describe('accessibility', () => {
  test.each(Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[])(
    'axe finds nothing in panel and popover, light and dark, in %s',
    async (lang) => {
      await openRoots(visitor.context);
      const page = await openPanelPage(shop, visitor, `/axe-${lang}`, { body: BODY, head: speaking(lang) });
      await panelOf(page).getByRole('switch').first().waitFor();
      await page.evaluate(() => void aisle('profile.import', 'crm', { kind: 'mug' }));
      await page.evaluate((item) => void aisle('profile.correct', { item, ignore: true }), MUG);
      await panelOf(page).getByText('crm').waitFor();
      await page.locator('[data-aisle-why]').first().getByRole('button').click();
      await page.getByRole('dialog').getByRole('button').nth(1).waitFor();
      await page.evaluate(axe.source);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violationsOf(page)).toEqual([]);
      }
      for (const part of LANGUAGES[lang].filter((_, at) => at !== 1)) expect(await panelText(page)).toContain(part);
      expect(await page.locator('[data-aisle-why] .ask').first().innerText()).toContain(LANGUAGES[lang][1]);
      expect(visitor.errors).toEqual([]);
    },
  );

  test('axe finds nothing in what stands there when it is off, and in the question before an erasure', async () => {
    await openRoots(visitor.context);
    const page = await openPanelPage(shop, visitor, '/axe-states', { body: BODY });
    await panelOf(page).getByRole('button', { name: 'Delete everything' }).click();
    await page.evaluate(axe.source);
    expect(await violationsOf(page)).toEqual([]);
    await panelOf(page).getByRole('switch').first().click();
    await panelOf(page).getByRole('heading', { name: 'Personalisation is off' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  test('everything to press in the panel is at least 44 px high, and 44 px of a "why this?" can be hit', async () => {
    await openRoots(visitor.context);
    const page = await openPanelPage(shop, visitor, '/targets', {
      body: `${BODY}<style>li{margin:30px}</style>`,
      head: `${HEAD}<meta name="viewport" content="width=device-width">`,
    });
    await page.setViewportSize({ width: 390, height: 844 });
    await panelOf(page).getByRole('button').first().waitFor();
    const heights = await panelOf(page)
      .locator('button, summary, .file')
      .evaluateAll((all) => all.map((each) => [each.textContent, each.getBoundingClientRect().height] as const));
    expect(heights.length).toBeGreaterThan(6);
    expect(heights.filter(([, height]) => height < 44)).toEqual([]);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setTouchEmulationEnabled', { enabled: true });
    await session.send('Emulation.setDeviceMetricsOverride', {
      width: 390,
      height: 844,
      deviceScaleFactor: 1,
      mobile: true,
    });
    expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(true);
    const why = page.locator('[data-aisle-why]').nth(2);
    await why.scrollIntoViewIfNeeded();
    const hits = await why.evaluate((host) => {
      const box = host.getBoundingClientRect();
      const [x, middle] = [box.left + box.width / 2, box.top + box.height / 2];
      return [-21, 0, 21].map((from) => document.elementFromPoint(x, middle + from) === host);
    });
    expect(hits).toEqual([true, true, true]);
    // nothing is wider than the screen
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  test('a screen reader finds names, roles, states and headings through the closed root', async () => {
    const page = await openPanelPage(shop, visitor, '/tree', { body: BODY });
    const wanted = [
      'region: Your data in this shop',
      'heading: Your data in this shop',
      'switch: Personalisation = true',
      'switch: Do not learn from this visit = false',
      'heading: What you seem to like',
      'button: Remove: lantern',
      'button: Don’t use: lantern',
      'heading: Recently viewed',
      'button: Remove: Title of 2',
      'heading: Words you searched for',
      'heading: What has left this device',
      'heading: Your consent',
      'button: Download my data',
      'button: Restore from a file',
      'button: Delete everything',
      'status: ',
    ];
    const tree = await until(
      () => accessibleNodes(page),
      (nodes) => wanted.every((line) => nodes.includes(line)),
    );
    expect(tree).toEqual(expect.arrayContaining(wanted));
    expect(tree.filter((line) => line.startsWith('button: Why this? Card '))).toHaveLength(6);
  });
});

describe('languages', () => {
  test('a page in English brings no other texts, and one in German those alone', async () => {
    await openRoots(visitor.context);
    shop.requests.length = 0;
    const english = await openPanelPage(shop, visitor, '/english');
    await panelOf(english).getByRole('switch').first().waitFor();
    expect(shop.asked().filter((name) => name.startsWith('aisle-panel'))).toEqual(['aisle-panel.js']);
    await english.close();
    shop.requests.length = 0;
    const german = await openPanelPage(shop, visitor, '/german', { head: speaking('de-AT') });
    await panelOf(german).getByText('Personalisierung').first().waitFor();
    expect(shop.asked().filter((name) => name.startsWith('aisle-panel'))).toEqual([
      'aisle-panel.js',
      'aisle-panel-de.js',
    ]);
    // dates and numbers as they are written there
    expect(await panelText(german)).toMatch(/\d{1,2}\. (Jänner|[A-Z][a-zä]+) \d{4}/);
    expect(
      await german.evaluate(() =>
        document.querySelector('[data-aisle-privacy]')?.shadowRoot?.querySelector('[lang]')?.getAttribute('lang'),
      ),
    ).toBe('de');
  });

  test('a language without texts, or whose texts cannot be had, gets English and says so to screen readers', async () => {
    await openRoots(visitor.context);
    const page = await openPanelPage(shop, visitor, '/finnish', { head: speaking('fi') });
    await panelOf(page).getByText('Personalisation').first().waitFor();
    expect(
      await page.evaluate(() =>
        document.querySelector('[data-aisle-privacy]')?.shadowRoot?.querySelector('[lang]')?.getAttribute('lang'),
      ),
    ).toBe('en');
    const mend = shop.override(/aisle-panel-fr\.js$/, { status: 500 });
    const french = await openPanelPage(shop, visitor, '/french', { head: speaking('fr') });
    await panelOf(french).getByText('Personalisation').first().waitFor();
    mend();
  });
});

describe('the page around it', () => {
  test('a visit without such an element asks for neither panel nor annex of it', async () => {
    shop.requests.length = 0;
    const page = await visitor.open(shop.page('/plain', { body: '<p>Nothing</p>' }));
    await learn(page, [LANTERN]);
    await page.waitForTimeout(500);
    expect(shop.asked().filter((name) => name.includes('panel'))).toEqual([]);
  });

  test('without a grant the element keeps what the shop put into it, and nothing is asked for', async () => {
    shop.requests.length = 0;
    const page = await visitor.open(shop.page('/ungranted', { body: PANEL }));
    await page.waitForTimeout(500);
    expect(await panelOf(page).innerText()).toBe('Nothing is kept.');
    expect(shop.asked()).toEqual(['aisle.js']);
  });

  test('scripts of the page reach nothing through the closed roots, not even by events', async () => {
    const page = await openPanelPage(shop, visitor, '/closed', { body: BODY });
    await until(
      () => accessibleNodes(page),
      (nodes) => nodes.includes('button: Download my data'),
    );
    const found = await page.evaluate(async () => {
      const hosts = [...document.querySelectorAll('[data-aisle-privacy],[data-aisle-why]')];
      const paths: string[] = [];
      for (const type of ['click', 'focusin', 'keydown', 'pointerdown', 'change', 'input']) {
        addEventListener(type, (event) => paths.push(...event.composedPath().map(String)), true);
      }
      const box = hosts[0]!.getBoundingClientRect();
      hosts[0]!.scrollIntoView();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return {
        box: [box.width > 0, box.height > 100],
        roots: hosts.map((host) => host.shadowRoot),
        own: hosts.flatMap((host) => Object.keys(host)),
        inside: hosts.flatMap((host) => [...host.querySelectorAll('button,input')]).length,
        script: [...document.querySelectorAll<HTMLScriptElement>('script[src*="aisle-panel"]')].map(
          ({ src, integrity }) => [src.slice(src.lastIndexOf('/') + 1), integrity.slice(0, 7)],
        ),
        paths,
      };
    });
    expect(found.box).toEqual([true, true]);
    expect(new Set(found.roots)).toEqual(new Set([null]));
    expect(found.own).toEqual([]);
    expect(found.inside).toBe(0);
    expect(found.script).toEqual([['aisle-panel.js', 'sha256-']]);
    await page.evaluate(() => {
      addEventListener('focusin', (event) => {
        const [first] = event.composedPath();
        document.title += ` ${(first as Element).tagName}`;
      });
    });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.title()).not.toMatch(/BUTTON|INPUT/);
    expect(await page.title()).toContain('DIV');
  });

  test('works under a strict policy with Trusted Types, and violates nothing', async () => {
    await openRoots(visitor.context);
    const policy = `default-src 'none'; script-src ${shop.cdn} 'unsafe-inline'; connect-src ${shop.cdn}; worker-src blob:; img-src data:; style-src 'none'; require-trusted-types-for 'script'; trusted-types aisle`;
    const page = await openPanelPage(shop, visitor, '/strict', {
      body: BODY,
      head: '',
      headers: { 'content-security-policy': policy },
    });
    await panelOf(page).getByRole('switch').first().waitFor();
    await panelOf(page).getByRole('button', { name: 'Remove: Title of 2' }).click();
    await panelOf(page).getByRole('button', { name: 'Undo' }).waitFor();
    await page.locator('[data-aisle-why]').first().getByRole('button').click();
    await page.getByRole('dialog').getByRole('button').nth(1).waitFor();
    const [background] = await page
      .locator('.bar')
      .evaluateAll((bars) => bars.map((bar) => getComputedStyle(bar, '::before').width));
    // styled all the same, through the object model
    expect(Number.parseFloat(background!)).toBeGreaterThan(0);
    expect(await page.evaluate(() => window.violations)).toEqual([]);
  });
});

describe('data-expose', () => {
  const READING = ['profile.read', 'profile.export', 'explain'] as const;

  test.each([
    ['none', false],
    ['segments', false],
    ['profile', true],
  ] as const)(
    'with %s other scripts of the page may read: %s; the panel shows the shopper everything',
    async (expose, mayRead) => {
      await openRoots(visitor.context);
      const page = await visitor.open(
        shop.page(`/expose-${expose}`, { head: HEAD, body: BODY, attributes: `data-expose="${expose}"` }),
      );
      await page.evaluate((grants) => void aisle('consent', grants, { stored: true }), ALL);
      await page.evaluate(
        (items) => items.forEach((id) => void aisle('track', 'product_view', { id })),
        [LANTERN, MUG],
      );
      await panelOf(page).getByText('Title of 2').first().waitFor();
      const answers = await page.evaluate(
        async ([reading, item]) => {
          const api = await new Promise<object>((resolve) => aisle('ready', resolve));
          const all: unknown[] = [];
          for (const name of reading) {
            const direct = name.split('.').reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], api);
            all.push(await aisle(name, item), await (direct as (item: string) => unknown)(item));
          }
          return all as { ok: boolean; reason?: string }[];
        },
        [READING, LANTERN] as const,
      );
      const outcomes = answers.map(({ ok, reason }) => ok || reason);
      expect(outcomes).toEqual(Array.from({ length: 6 }, () => mayRead || 'not-exposed'));
      // and what is heard of a decision says why only to those who may know
      expect(JSON.stringify(answers).includes('"recent"')).toBe(mayRead);
      // the shopper's rights do not hang on it
      expect(await page.evaluate((id) => aisle('profile.notInterested', id), MUG)).toMatchObject({ ok: true });
      await panelOf(page).getByRole('heading', { name: 'Not interested' }).waitFor();
      await page.locator('[data-aisle-why]').first().getByRole('button').click();
      await page.getByRole('dialog').getByRole('button').nth(1).waitFor();
    },
  );

  test('the holder of createAisle’s result reads everything whatever the manifest says, and brings the same panel', async () => {
    await openRoots(visitor.context);
    await shop.publish({ version: 2, change: (manifest) => (manifest.site.expose = 'none') });
    const start = `import { createAisle } from '${shop.cdn}/index.js';
      const aisle = createAisle({ bundle: '${shop.cdn}/bundle/manifest.json', consent: 'manual', site: 'own' });
      aisle.consent(${JSON.stringify(ALL)});
      aisle.track('product_view', { id: '${LANTERN}' });
      globalThis.own = aisle;`;
    const page = await visitor.open(
      shop.page('/module', { head: HEAD, body: `${BODY}<script type="module">${start}</script>` }),
    );
    await panelOf(page).getByText('Title of 2').first().waitFor();
    const answers = await page.evaluate(async (item) => {
      const { own } = globalThis as unknown as { own: Aisle };
      return [await own.profile.read(), await own.profile.export(), await own.explain(item)].map(({ ok }) => ok);
    }, LANTERN);
    expect(answers).toEqual([true, true, true]);
    expect(await page.locator('script[src$="/aisle-panel.js"][integrity^="sha256-"]').count()).toBe(1);
    expect(visitor.errors).toEqual([]);
  });
});

/** What axe finds on the page, with the roots that `openRoots` has opened. */
async function violationsOf(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate(async () => {
    const { axe: run } = window as unknown as { axe: typeof axe };
    const { violations } = await run.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })),
    );
  });
  return found
    .filter(({ target }) => JSON.stringify(target).includes('data-aisle'))
    .map(({ id, target, failureSummary }) => `${id} at ${JSON.stringify(target)}: ${failureSummary}`);
}

/** The page as assistive technology gets it from the browser: `role: name`, and whether it is checked. */
async function accessibleNodes(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name, properties }) => {
      const checked = properties?.find((property) => property.name === 'checked');
      return `${role?.value}: ${name?.value}${checked ? ` = ${checked.value.value}` : ''}`.replaceAll(/\s+/g, ' ');
    });
}
