// The built-in dialog as a shopper meets it: by keyboard, on a phone, in the dark, on a page with a strict policy. Built
// scripts, real Chromium, axe-core.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { LANTERNS, SERVER_ORDER, SLOT, type Shop, type Visitor } from '../faults/shop.ts';
import { useShop } from '../faults/use-shop.ts';
import { DE, EN, ES, FR, type PromptTexts } from '../../src/privacy-panel/prompt-texts.ts';
import { exportProfile, view } from './fixture-page.ts';
import { NO_STORAGE, orderOf, readShifts, readStorage, until, workersOf } from './probes.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SETTLE_MS = 700;
const KEY = 'aisle:consent:default';
/** Before a choice: the loader and the dialog. */
const BEFORE = ['aisle.js', 'aisle-consent-prompt.js'];
const [, TITLE, , , REFUSE, ACCEPT, SAVE] = EN;
/** Tall enough to scroll, with the way back to the dialog at its end. */
const BODY = (order: string): string =>
  `<main><h1>Lanterns</h1><p><a href="/next">Next page</a></p>${order}${'<p>More of it</p>'.repeat(60)}</main>
   <footer><button data-aisle-consent><span>Your choice</span></button></footer>`;

let shop: Shop;
let visitor: Visitor;

useShop((...given) => ([shop, visitor] = given));

function put(path: string, attributes = '', headers: Record<string, string> = {}, lang = 'en'): string {
  const cards = SERVER_ORDER.map((id) => `<li data-aisle-item="${id}"><a href="/p/${id}">${id}</a></li>`).join('');
  const body = BODY(`<ul data-aisle-slot="${SLOT}">${cards}</ul>`);
  const head = lang === 'en' ? '' : `<script>document.documentElement.lang = '${lang}'</script>`;
  return shop.page(path, { body, head, headers, attributes: `data-consent="prompt" ${attributes}` });
}

/** A page with the dialog. */
async function open(url: string): Promise<Page> {
  const page = await visitor.open(url);
  await untilShown(page);
  await page.waitForTimeout(SETTLE_MS);
  return page;
}

function untilShown(page: Page): Promise<void> {
  return page.locator('aisle-consent').waitFor({ state: 'attached' });
}

/** The dialog as the browser's accessibility tree has it: the root is closed to everybody else. */
async function dialogOf(page: Page): Promise<{ role: string; name: string; checked?: string }[]> {
  const session = await page.context().newCDPSession(page);
  const nodes = await nodesOf(session);
  await session.detach();
  return nodes;
}

async function nodesOf(session: CDPSession): Promise<{ role: string; name: string; checked?: string }[]> {
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const start = nodes.findIndex(({ role, name }) => role?.value === 'region' && name?.value !== undefined);
  if (start < 0) return [];
  const within = new Set([nodes[start]!.nodeId]);
  return nodes.flatMap(({ nodeId, parentId, role, name, properties = [], ignored }) => {
    if (parentId && within.has(parentId)) within.add(nodeId);
    if (!within.has(nodeId) || ignored) return [];
    const checked = properties.find((property) => property.name === 'checked')?.value.value as string | undefined;
    return [{ role: String(role?.value), name: String(name?.value), ...(checked && { checked }) }];
  });
}

/** Presses Tab until what has the focus in the dialog says `text`. */
async function tabTo(page: Page, text: string): Promise<void> {
  const seen: string[] = [];
  while (seen.length < 20) {
    await page.keyboard.press('Tab');
    seen.push(await focusedText(page));
    if (seen.at(-1) === text) return;
  }
  throw new Error(`no way by Tab to "${text}", only to ${seen.join(', ')}`);
}

/** Only the browser's own protocol looks into a closed root. */
async function focusedText(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send('DOM.getDocument', { depth: 2, pierce: true });
  const html = root.children?.find(({ localName }) => localName === 'html');
  const shadow = html?.children?.find(({ localName }) => localName === 'aisle-consent')?.shadowRoots?.[0];
  if (!shadow) return '';
  const { object } = await session.send('DOM.resolveNode', { backendNodeId: shadow.backendNodeId });
  const { result } = await session.send('Runtime.callFunctionOn', {
    objectId: object.objectId!,
    functionDeclaration: `function () {
      const focused = this.activeElement;
      return focused ? (focused.closest('label') ?? focused).textContent : '';
    }`,
  });
  await session.detach();
  return String(result.value);
}

const isShown = async (page: Page): Promise<boolean> => (await page.locator('aisle-consent').count()) > 0;
const asked = (): string[] => [...new Set(shop.asked())];
const kept = (page: Page): Promise<string | null> => page.evaluate((key) => localStorage.getItem(key), KEY);

describe('before a choice', () => {
  test('the loader and the dialog are asked for and nothing else; nothing is stored, moved or focused', async () => {
    const page = await open(put('/asked'));
    expect(await isShown(page)).toBe(true);
    expect(asked()).toEqual(BEFORE);
    expect(await readStorage(page)).toEqual(NO_STORAGE);
    expect(workersOf(visitor.context)).toBe(0);
    expect(await readShifts(page)).toEqual([]);
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    expect(visitor.errors).toEqual([]);
  });

  test('it is a named region with boxes that are not ticked and buttons of one size', async () => {
    const nodes = await dialogOf(await open(put('/named', 'data-report="/reports" data-notice="/privacy"')));
    const of = (role: string): string[] => nodes.filter((node) => node.role === role).map(({ name }) => name);
    expect(of('region')).toEqual([TITLE]);
    expect(of('checkbox')).toEqual([EN[8], EN[9], EN[11]]);
    expect(nodes.filter(({ role, checked }) => role === 'checkbox' && checked !== 'false')).toEqual([]);
    expect(of('button')).toEqual([EN[7], REFUSE, ACCEPT, SAVE]);
    expect(of('link')).toEqual([EN[3]]);
  });

  test('closed by the keyboard it is no choice, and the next page of the visit does not ask again', async () => {
    const page = await open(put('/closed'));
    put('/next');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    expect(await isShown(page)).toBe(false);
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.waitForTimeout(SETTLE_MS);
    expect(await isShown(page)).toBe(false);
    expect(asked()).toEqual(BEFORE);
    expect(await readStorage(page)).toEqual(NO_STORAGE);
  });
});

describe('a choice by keyboard', () => {
  test('refusing leaves nothing behind and starts nothing', async () => {
    const page = await open(put('/refused'));
    await tabTo(page, REFUSE);
    await page.keyboard.press('Enter');
    await page.waitForTimeout(SETTLE_MS);
    expect(await isShown(page)).toBe(false);
    expect(await readStorage(page)).toEqual(NO_STORAGE);
    expect(workersOf(visitor.context)).toBe(0);
    expect(asked().filter((file) => !/^aisle(-consent-(prompt|room))?\.js$/.test(file))).toEqual([]);
  });

  test('ticking one box and saving grants that one, for this page and the next', async () => {
    const url = put('/ticked');
    const page = await open(url);
    await tabTo(page, EN[8]);
    await page.keyboard.press('Space');
    await tabTo(page, SAVE);
    await page.keyboard.press('Space');
    await until(
      async () => workersOf(visitor.context),
      (count) => count === 1,
    );
    expect(JSON.parse((await kept(page))!)).toMatchObject({
      grants: { personalisation: 'granted', contextual: 'denied' },
      v: 1,
    });
    await view(page, LANTERNS.slice(0, 3));
    await until(
      () => exportProfile(page),
      (document) => JSON.stringify(document).includes(LANTERNS[2]!),
    );
    await page.goto(url);
    const order = await until(
      () => orderOf(page, SLOT),
      (now) => now.join() !== SERVER_ORDER.join(),
    );
    expect(order.slice(0, 2).every((id) => LANTERNS.includes(id))).toBe(true);
    expect(await isShown(page)).toBe(false);
    expect(visitor.errors).toEqual([]);
  });

  test('taken back in the dialog it leaves no storage, no worker and the order of the server', async () => {
    const page = await open(put('/taken-back'));
    await tabTo(page, ACCEPT);
    await page.keyboard.press('Enter');
    await until(
      async () => (await readStorage(page)).databases.length,
      (count) => count === 1,
    );
    await page.getByRole('button', { name: 'Your choice' }).click();
    await untilShown(page);
    // what was chosen is ticked, and the focus is in the dialog
    expect((await dialogOf(page)).filter(({ checked }) => checked === 'true')).toHaveLength(2);
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('aisle-consent');
    await tabTo(page, REFUSE);
    await page.keyboard.press('Enter');
    const storage = await until(
      () => readStorage(page),
      ({ databases, localStorage }) => databases.length + localStorage.length === 0,
    );
    expect(storage).toEqual(NO_STORAGE);
    await until(
      async () => workersOf(visitor.context),
      (count) => count === 0,
    );
    expect(workersOf(visitor.context)).toBe(0);
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Your choice');
    expect(visitor.errors).toEqual([]);
  });

  test('an erasure of the profile takes the answer with it, and the next visit asks again', async () => {
    const url = put('/erased');
    const page = await open(url);
    await tabTo(page, ACCEPT);
    await page.keyboard.press('Enter');
    await until(
      async () => (await readStorage(page)).databases.length,
      (count) => count === 1,
    );
    await page.evaluate(() => void aisle('profile.erase'));
    const storage = await until(
      () => readStorage(page),
      ({ databases, localStorage }) => databases.length + localStorage.length === 0,
    );
    expect(storage).toEqual(NO_STORAGE);
    await page.goto(url);
    await untilShown(page);
  });

  test('another notice asks again and replays nothing', async () => {
    const page = await open(put('/notice', 'data-notice="1"'));
    await tabTo(page, ACCEPT);
    await page.keyboard.press('Enter');
    await until(
      async () => workersOf(visitor.context),
      (count) => count === 1,
    );
    await page.goto(put('/notice-2', 'data-notice="2"'));
    await untilShown(page);
    await page.waitForTimeout(SETTLE_MS);
    expect(workersOf(visitor.context)).toBe(0);
  });
});

describe('a page whose policy forbids what is not named', () => {
  test('has the dialog, with its styles, and no violation', async () => {
    const policy = `default-src 'none'; script-src ${shop.cdn}; connect-src ${shop.cdn}; worker-src blob:; img-src data:; require-trusted-types-for 'script'; trusted-types aisle`;
    const page = await open(put('/strict', '', { 'content-security-policy': policy }));
    expect((await dialogOf(page)).map(({ role }) => role)).toContain('checkbox');
    expect(await page.locator('aisle-consent').evaluate((host) => getComputedStyle(host).position)).toBe('fixed');
    await tabTo(page, ACCEPT);
    await page.keyboard.press('Enter');
    await until(
      async () => workersOf(visitor.context),
      (count) => count === 1,
    );
    expect(await page.evaluate(() => window.violations)).toEqual([]);
    expect(visitor.errors).toEqual([]);
  });
});

const LANGUAGES: readonly [lang: string, texts: PromptTexts][] = [
  ['en', EN],
  ['de', DE],
  ['fr', FR],
  ['es', ES],
];
const SCREENS = [
  { name: 'phone', viewport: { width: 360, height: 740 } },
  { name: 'desktop', viewport: { width: 1_280, height: 800 } },
] as const;

describe.each(LANGUAGES)('in %s', (lang, texts) => {
  test.each(SCREENS)(
    'on a $name it fits, refuses as large as it accepts, and axe-core finds nothing',
    async (screen) => {
      const attributes = `data-report="/reports" data-notice="/privacy" data-prompt='${JSON.stringify(texts)}'`;
      const url = put(`/in-${lang}`, attributes, {}, lang);
      const context = visitor.context;
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await open(url);
        await page.setViewportSize(screen.viewport);
        await page.emulateMedia({ colorScheme });
        const host = page.locator('aisle-consent');
        const box = (await host.boundingBox())!;
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(screen.viewport.width);
        expect(box.height / screen.viewport.height).toBeLessThan(screen.name === 'phone' ? 0.65 : 0.6);
        if (screen.name === 'desktop') expect(box.width / screen.viewport.width).toBeLessThan(0.4);
        expect(await sizesOf(page, [texts[4], texts[5]])).toHaveLength(1);
        const shots = process.env['PROMPT_SHOTS'];
        if (shots) await page.screenshot({ path: `${shots}/${lang}-${screen.name}-${colorScheme}.png` });
        expect(await violationsOf(context, page)).toEqual([]);
        await page.close();
      }
    },
  );
});

/** The sizes of buttons by their names, each once. */
async function sizesOf(page: Page, names: readonly string[]): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const sizes = new Set<string>();
  for (const wanted of names) {
    const node = nodes.find(({ role, name }) => role?.value === 'button' && name?.value === wanted);
    const { model } = await session.send('DOM.getBoxModel', { backendNodeId: node!.backendDOMNodeId! });
    sizes.add(`${model.width} x ${model.height}`);
  }
  await session.detach();
  return [...sizes];
}

/** axe-core sees no closed root: it is given the open copy that the browser itself makes of the tree. */
async function violationsOf(context: BrowserContext, page: Page): Promise<string[]> {
  const copy = await context.newPage();
  await copy.addInitScript(() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (init) {
      return attach.call(this, { ...init, mode: 'open' });
    };
  });
  await copy.goto(page.url());
  await copy.locator('aisle-consent section').waitFor();
  await copy.setViewportSize(page.viewportSize()!);
  await copy.evaluate(await readFile(AXE, 'utf8'));
  const found = await copy.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; target: unknown }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes
        .filter(({ target }) => JSON.stringify(target).includes('aisle-consent'))
        .map(({ html }) => `${id}: ${html}`),
    );
  });
  await copy.close();
  return found;
}
