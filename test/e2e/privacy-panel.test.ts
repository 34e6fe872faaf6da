// "Your data" and "why this?" as they are shipped, in real Chromium, by the keyboard alone wherever a hand would use it.
// What was done is held against the export, and against what another page reads from the disk.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import {
  createProfileDirectory,
  ITEMS,
  LANTERNS,
  MUGS,
  SERVER_ORDER,
  SLOT,
  startShop,
  type Shop,
  type Visitor,
} from '../faults/shop.ts';
import { view } from './fixture-page.ts';
import { createJourney } from './journey.ts';
import {
  ALL,
  focused,
  HEAD,
  LANTERN,
  MUG,
  openPanelPage,
  openRoots,
  PANEL,
  panelOf,
  SETTINGS,
  WHY_SLOT,
  panelText,
  pressByKey,
  profileOf,
  readProfile,
  saidAfter,
  tabTo,
} from './panel-page.ts';
import { orderOf, until } from './probes.ts';

let shop: Shop;
let visitor: Visitor;

beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

/** A browser in which the panel can be looked into. */
async function launch(profile?: string): Promise<void> {
  visitor = await shop.launch(profile === undefined ? {} : { profile });
  await openRoots(visitor.context);
}

const openPanel = (path: string, body = PANEL + SETTINGS): Promise<Page> =>
  openPanelPage(shop, visitor, path, { body });

describe('your data, by the keyboard alone', () => {
  let home: Awaited<ReturnType<typeof createProfileDirectory>>;
  let page: Page;
  const step = createJourney(
    async () => {
      home = await createProfileDirectory();
      await launch(home.path);
      page = await openPanel('/your-data');
    },
    async () => {
      await visitor?.close();
      await home?.remove();
    },
  );

  step(
    'says in plain words what is known: likes, products by their titles, words, counts, consent, and that nothing left',
    async () => {
      await panelOf(page).getByRole('heading', { name: 'Words you searched for' }).waitFor();
      const text = await panelText(page);
      for (const part of [
        'Your data in this shop',
        'Title of 2',
        'Title of 1',
        'lantern',
        'strong',
        '1 visit',
        '2 products looked at',
      ])
        expect(text).toContain(part);
      expect(text).toMatch(/Nothing\. No data about you has been sent/);
      expect(text).toMatch(/You agreed on .*\s+Learn on this device/);
      expect(text).toContain('manual');
      expect(text).not.toContain('Nothing is kept.');
    },
  );

  step('takes a product out of the history, exactly back, and for good', async () => {
    const before = await readProfile(page);
    expect(await saidAfter(page, () => pressByKey(page, 'Remove: Title of 2'))).toBe('Title of 2 is removed.');
    const { profile } = await readProfile(page);
    expect(profile.recent.map(({ item }) => item)).toEqual([MUG]);
    expect(Object.keys(profile.items)).toEqual([MUG]);
    expect(profile.totals.views).toBe(1);
    // the way back has the focus
    expect(await focused(page)).toBe('Undo: Title of 2 is removed.');
    expect(await saidAfter(page, () => page.keyboard.press('Enter'))).toBe('Undone.');
    const again = await readProfile(page);
    expect(again.profile.recent).toEqual(before.profile.recent);
    expect(again.profile.interests).toEqual(before.profile.interests);
    expect(again.profile.items).toEqual(before.profile.items);
    expect(await focused(page)).toBe('Remove: Title of 2');
    expect(await saidAfter(page, () => page.keyboard.press('Enter'))).toBe('Title of 2 is removed.');
    const other = await openReader();
    expect(JSON.stringify((await readProfile(other)).profile.recent)).not.toContain(LANTERN);
    await other.close();
  });

  step('removes an interest and brings it back', async () => {
    const { profile } = await readProfile(page);
    const [weight] = profile.interests['kind']!['mug']!;
    expect(await saidAfter(page, () => pressByKey(page, 'Remove: mug'))).toBe('mug is removed.');
    expect((await readProfile(page)).profile.interests['kind']?.['mug']).toBeUndefined();
    await saidAfter(page, () => page.keyboard.press('Enter'));
    expect((await readProfile(page)).profile.interests['kind']!['mug']![0]).toBeCloseTo(weight, 3);
  });

  step('stops using a value, and uses it again', async () => {
    expect(await saidAfter(page, () => pressByKey(page, 'Don’t use: mug'))).toBe('mug is not used any more.');
    const { ignored } = (await readProfile(page)).profile;
    expect(ignored.values).toEqual([{ attribute: 'kind', value: 'mug' }]);
    expect(await saidAfter(page, () => pressByKey(page, 'Use again: mug'))).toBe('mug is used again.');
    expect((await readProfile(page)).profile.ignored.values).toEqual([]);
  });

  step('stops using a product, and uses it again', async () => {
    await saidAfter(page, () => pressByKey(page, 'Don’t use: Title of 1'));
    expect((await readProfile(page)).profile.ignored.items).toEqual([MUG]);
    await saidAfter(page, () => pressByKey(page, 'Use again: Title of 1'));
    expect((await readProfile(page)).profile.ignored.items).toEqual([]);
  });

  step('forgets a search', async () => {
    const list = panelOf(page).getByRole('region', { name: 'Words you searched for' });
    await list.getByRole('button', { name: 'Remove' }).focus();
    await saidAfter(page, () => page.keyboard.press('Enter'));
    const { profile } = await readProfile(page);
    expect(profile.searches).toEqual([]);
    expect(profile.totals.searches).toBe(0);
  });

  step('shows what the shop has imported, corrects it, refuses nonsense, and removes it with a way back', async () => {
    await page.evaluate(() => void aisle('profile.import', 'crm', { kind: 'mug' }));
    await profileOf(page, ({ imported }) => imported.length > 0);
    await panelOf(page).getByRole('heading', { name: 'What the shop has added' }).waitFor();
    await pressByKey(page, 'Correct: kind: mug');
    expect(await focused(page)).toBe('New value for kind');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('spaceship');
    expect(await saidAfter(page, () => page.keyboard.press('Enter'))).toMatch(/does not know this value/);
    expect(await focused(page)).toBe('New value for kind');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('lantern');
    expect(await saidAfter(page, () => page.keyboard.press('Enter'))).toBe('kind is corrected.');
    expect((await readProfile(page)).profile.imported).toMatchObject([
      { source: 'crm', name: 'kind', value: 'lantern' },
    ]);
    await saidAfter(page, () => pressByKey(page, 'Remove: kind: lantern'));
    expect((await readProfile(page)).profile.imported).toEqual([]);
    await saidAfter(page, () => page.keyboard.press('Enter'));
    expect((await readProfile(page)).profile.imported).toMatchObject([
      { source: 'crm', name: 'kind', value: 'lantern' },
    ]);
  });

  step('shows what the shopper is not interested in, with a way back', async () => {
    await page.evaluate((item) => void aisle('profile.notInterested', item), MUGS[2]!);
    await profileOf(page, ({ notInterested }) => notInterested.length > 0);
    await panelOf(page).getByRole('heading', { name: 'Not interested' }).waitFor();
    expect(await saidAfter(page, () => pressByKey(page, 'Show again: Title of 5'))).toBe(
      'Title of 5 may be shown again.',
    );
    expect((await readProfile(page)).profile.notInterested).toEqual([]);
  });

  step('does not learn from this visit while the switch is on', async () => {
    expect(await saidAfter(page, () => pressByKey(page, 'Do not learn from this visit'))).toBe(
      'This visit is not learned from.',
    );
    const pause = panelOf(page).getByRole('switch', { name: 'Do not learn from this visit' });
    expect(await pause.getAttribute('aria-checked')).toBe('true');
    await view(page, [MUGS[3]!]);
    await page.waitForTimeout(2_500);
    expect(JSON.stringify(await readProfile(page))).not.toContain(MUGS[3]!);
    expect(await saidAfter(page, () => page.keyboard.press('Enter'))).toBe('This visit is learned from again.');
    await view(page, [MUGS[4]!]);
    await profileOf(page, ({ recent }) => recent.some(({ item }) => item === MUGS[4]!));
    expect(JSON.stringify(await readProfile(page))).toContain(MUGS[4]!);
  });

  step('updates itself when another tab learns', async () => {
    const other = await openReader();
    await view(other, [LANTERNS[3]!]);
    await panelOf(page).getByText('Title of 6').first().waitFor();
    await other.close();
  });

  step('gives the data to take along, and takes them back from the file', async () => {
    await untilStill(page);
    const taken = page.waitForEvent('download');
    expect(await saidAfter(page, () => pressByKey(page, 'Download my data'))).toBe('Your data is downloaded.');
    const download = await taken;
    expect(download.suggestedFilename()).toMatch(/^aisle-profile-\d{4}-\d\d-\d\d\.json$/);
    const file = join(home.path, 'mine.json');
    await download.saveAs(file);
    const document: unknown = JSON.parse(await readFile(file, 'utf8'));
    const before = await readProfile(page);
    expect(document).toMatchObject({ format: 'aisle-profile', version: 2, profile: before.profile });

    const shown = await panelText(page);
    await view(page, [MUGS[5]!]);
    await profileOf(page, ({ recent }) => recent.some(({ item }) => item === MUGS[5]!));
    // drawn anew under a key that is held down, a control does not hear of its release
    await until(
      () => panelText(page),
      (now) => now !== shown,
    );
    expect(await saidAfter(page, () => restoreFrom(page, file))).toBe('Your data is restored from the file.');
    const after = await readProfile(page);
    expect(after.profile.recent).toEqual(before.profile.recent);
    expect(after.profile.interests).toEqual(before.profile.interests);

    const broken = join(home.path, 'broken.json');
    await writeFile(broken, '{"format":"aisle-profile","profile":{"__proto__":{"x":1}}}');
    expect(await saidAfter(page, () => restoreFrom(page, broken))).toMatch(/not a download of this panel/);
    expect((await readProfile(page)).profile).toEqual(after.profile);
  });

  step('asks before it deletes everything, in the page itself, and takes Escape for no', async () => {
    await pressByKey(page, 'Delete everything');
    expect(await focused(page)).toBe('Cancel');
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Delete everything');
    expect((await readProfile(page)).profile.recent.length).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await pressByKey(page, 'Yes, delete everything');
    await panelOf(page).getByRole('heading', { name: 'Everything is deleted' }).waitFor();
    expect(await focused(page)).toBe('Everything is deleted');
    expect(await databasesOf(page)).toEqual([]);
  });
});

describe('the off switch', () => {
  beforeEach(() => launch());
  afterEach(() => visitor.close());

  test('stops, deletes, opens the shop’s own consent dialog, and says what lasts', async () => {
    const page = await openPanel('/off', PANEL + SETTINGS + WHY_SLOT);
    await page.evaluate(() => {
      document.querySelector('#cmp')?.addEventListener('click', () => (document.title = 'asked'));
    });
    await page.locator('[data-aisle-why]').first().getByRole('button').waitFor();
    await tabTo(page, /^Personalisation/);
    await page.keyboard.press('Space');
    await panelOf(page).getByRole('heading', { name: 'Personalisation is off' }).waitFor();
    expect(await page.title()).toBe('asked');
    expect(await panelText(page)).toContain('just been opened');
    expect(await databasesOf(page)).toEqual([]);
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
    expect(await page.locator('[data-aisle-why]').first().getByRole('button').count()).toBe(0);
    // nothing is learned any more
    await view(page, [LANTERN]);
    await page.waitForTimeout(1_500);
    expect(await databasesOf(page)).toEqual([]);
    await page.close();
  });

  test('says so where it finds no consent dialog', async () => {
    const page = await openPanel('/off-alone', PANEL);
    await tabTo(page, /^Personalisation/);
    await page.keyboard.press('Enter');
    await panelOf(page).getByText('We did not find them from here').waitFor();
    await page.close();
  });

  test('a refusal in the consent dialog is seen in the panel at once, and what is still allowed is named', async () => {
    const page = await openPanel('/refused');
    await page.evaluate(() => void aisle('consent', { personalisation: 'denied' }));
    await panelOf(page)
      .getByText('Nothing about you is stored. Products are ordered by what the page itself shows.')
      .waitFor();
    expect(await databasesOf(page)).toEqual([]);
    await page.evaluate(() => void aisle('consent', { contextual: 'denied' }));
    await panelOf(page).getByRole('heading', { name: 'Personalisation is off' }).waitFor();
    expect(await databasesOf(page)).toEqual([]);
    await page.evaluate((grants) => void aisle('consent', grants), ALL);
    await panelOf(page).getByText('Nothing has been learned yet').or(panelOf(page).getByText('At a glance')).waitFor();
    await page.close();
  });
});

describe('why this?', () => {
  let page: Page;
  const step = createJourney(
    async () => {
      await launch();
      page = await openPanel('/why', WHY_SLOT + PANEL + SETTINGS);
      await page.reload();
      await page.evaluate((grants) => void aisle('consent', grants, { stored: true }), ALL);
      await until(
        () => orderOf(page, SLOT),
        (order) => order.join() !== SERVER_ORDER.join(),
      );
      await page.locator('[data-aisle-why]').first().getByRole('button').waitFor();
    },
    async () => visitor?.close(),
  );

  step('stands in every card, moves with it, and opens with the real reasons by the keyboard', async () => {
    const [first] = await orderOf(page, SLOT);
    await tabTo(page, `Why this? Card ${first}`);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('listitem').first().waitFor();
    expect(await dialog.getByRole('heading').innerText()).toBe(`Why Card ${first}?`);
    const text = await dialog.innerText();
    expect(text).toMatch(/You looked at “Title of \d+”|You seem to like/);
    expect(text).toMatch(/\d+%/);
    expect(await page.locator('[data-aisle-why] [aria-expanded=true]').count()).toBe(1);
  });

  step('stops using a reason, and undoes it', async () => {
    await pressByKey(page, /^Stop using this: /);
    const { profile } = await profileOf(page, ({ ignored }) => ignored.items.length + ignored.values.length > 0);
    expect(profile.ignored.items.length + profile.ignored.values.length).toBe(1);
    await page.getByRole('dialog').getByRole('status').getByText('from the next page on').waitFor();
    await page.keyboard.press('Enter');
    await profileOf(page, ({ ignored }) => ignored.items.length + ignored.values.length === 0);
  });

  step('marks the product as not interesting', async () => {
    const [first] = await orderOf(page, SLOT);
    await pressByKey(page, 'Not interested in this product');
    const { profile } = await profileOf(page, ({ notInterested }) => notInterested.length > 0);
    expect(profile.notInterested).toEqual([first]);
  });

  step('Escape closes it and gives the focus back; a click elsewhere closes it too', async () => {
    const [first, second] = await orderOf(page, SLOT);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await focused(page)).toBe(`Why this? Card ${first}`);
    await page.locator(`[data-aisle-item="${second}"] [data-aisle-why]`).getByRole('button').click();
    await page.getByRole('dialog').waitFor();
    await page.mouse.click(5, 5);
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    // the card was not opened, and no click on it was recorded
    expect(new URL(page.url()).pathname).toBe('/why');
    expect((await readProfile(page)).events.filter(({ type }) => type === 'product_click')).toEqual([]);
  });

  step('says that the shop put it there where the shop did', async () => {
    const other = await visitor.open(
      shop.page('/pinned', {
        head: HEAD,
        body:
          WHY_SLOT.replace('<li ', '<li data-aisle-pin ') +
          `<div data-aisle-item="${ITEMS[0]}">Alone <span data-aisle-why></span></div>`,
      }),
    );
    await other.evaluate((grants) => void aisle('consent', grants, { stored: true }), ALL);
    await other.locator('[data-aisle-pin] [data-aisle-why]').getByRole('button').click();
    await other.getByText('The shop has fixed its place.').waitFor();
    await other.keyboard.press('Escape');
    await other.locator('div > [data-aisle-why]').getByRole('button').click();
    await other.getByText('It stands where the shop has put it.').waitFor();
    await other.close();
  });

  step('stands in the cards that fill slots are filled with', async () => {
    const template = '<template><div><a href="{url}">{title}</a> <span data-aisle-why></span></div></template>';
    const other = await visitor.open(
      shop.page('/filled', {
        head: HEAD,
        body: `<div data-aisle-slot="picked" data-aisle-mode="fill" data-aisle-limit="3" style="height:20em">${template}</div>`,
      }),
    );
    await other.evaluate((grants) => void aisle('consent', grants, { stored: true }), ALL);
    await other.locator('[data-aisle-why]').nth(2).getByRole('button').waitFor();
    await other.locator('[data-aisle-why]').first().getByRole('button').click();
    await other.getByRole('dialog').getByText('What counted, worked out on this device').waitFor();
    await other.close();
  });
});

/** Resolves when nothing more of what has been done is recorded, on pages that are closed too. */
async function untilStill(page: Page): Promise<void> {
  let before = '';
  await until(
    async () => {
      await page.waitForTimeout(1_000);
      return JSON.stringify((await readProfile(page)).profile);
    },
    (now) => {
      const isStill = now === before;
      before = now;
      return isStill;
    },
  );
}

async function restoreFrom(page: Page, file: string): Promise<void> {
  await tabTo(page, 'Restore from a file');
  const choosing = page.waitForEvent('filechooser');
  await page.keyboard.press('Space');
  await (await choosing).setFiles(file);
}

/** Another page, whose engine reads the disk. */
async function openReader(): Promise<Page> {
  const page = await visitor.open(shop.page('/reader', { body: '<p>Nothing to see</p>' }));
  await page.evaluate((grants) => void aisle('consent', grants, { stored: true }), ALL);
  await readProfile(page);
  return page;
}

function databasesOf(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
}
