// Titles come from the shop's catalogue, and whoever writes there may write anything.

import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';

import { openPanelPage, openRoots, panelOf, PANEL, WHY_SLOT } from '../e2e/panel-page.ts';
import { until } from '../e2e/probes.ts';
import { FILL_SLOT, type Shop, type Visitor } from './shop.ts';
import { useShop } from './use-shop.ts';

const EVIL = '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>';
/** As the bundle has it, so that each can be told from the other. */
const titleOf = (row: number): string => `${EVIL} ${row}`;
const FILLED = FILL_SLOT.replace('<span>{title}</span></a>', '<span>{title}</span></a><span data-aisle-why></span>');

let shop: Shop;
let visitor: Visitor;

useShop((...given) => ([shop, visitor] = given));
beforeEach(async () => {
  await shop.publish({ titleOf });
  await openRoots(visitor.context);
});

describe('a product title that is markup', () => {
  test.each<[string, Record<string, string>]>([
    ['', {}],
    [' under Trusted Types', { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types aisle" }],
  ])(
    'fault 44: is text in slots, in the panel and in "why this?"%s, and is never parsed as HTML',
    async (at, headers) => {
      const page = await openPanelPage(shop, visitor, `/titles${at.length}`, {
        body: `${FILLED}${PANEL}${WHY_SLOT}`,
        headers,
      });
      const filled = page.locator('[data-aisle-slot=picked] [data-aisle-item] span').first();
      await filled.waitFor();
      expect(await filled.textContent()).toMatch(/^<img src=x onerror="window\.hacked=1"><script>.*<\/script> \d+$/);

      await panelOf(page).getByText('<img src=x').first().waitFor();
      await panelOf(page)
        .getByRole('button', { name: `Remove: ${titleOf(2)}` })
        .click();
      await panelOf(page)
        .getByText(`${titleOf(2)} is removed.`)
        .first()
        .waitFor();

      await page.locator('[data-aisle-slot=picked] [data-aisle-why]').first().getByRole('button').click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button').nth(1).waitFor();
      expect(await dialog.getByRole('heading').textContent()).toContain('<img src=x');
      await until(
        () => dialog.textContent(),
        (text) => text?.includes('<img') === true,
      );

      expect(await parsed(page)).toEqual([]);
      expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined();
      expect(await page.evaluate(() => window.violations)).toEqual([]);
      expect(visitor.errors).toEqual([]);
      await page.close();
    },
  );

  test('fault 44: a value of the catalogue that is markup is text in the panel and in "why this?"', async () => {
    const value = '<img src=x onerror="window.hacked=3">';
    await shop.publish({ titleOf, kinds: [value, 'mug'], version: 2 });
    const page = await openPanelPage(shop, visitor, '/values', { body: `${PANEL}${WHY_SLOT}` });
    await panelOf(page)
      .getByRole('button', { name: `Remove: ${value}` })
      .click();
    await panelOf(page).getByText(`${value} is removed.`).first().waitFor();
    expect(await parsed(page)).toEqual([]);
    expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined();
    await page.close();
  });
});

/** Elements that only a parser could have made, in the page and in every root. */
function parsed(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all = (root: Document | ShadowRoot): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        element,
        ...(element.shadowRoot ? all(element.shadowRoot) : []),
      ]);
    return all(document)
      .filter((element) => element.matches('img[onerror],script:not([src]),[src$="/x"]'))
      .map((element) => element.outerHTML);
  });
}
