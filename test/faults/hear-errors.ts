import type { Page } from 'playwright-core';

/** What `aisle.on('error')` hears from now on. */
export async function hearErrors(page: Page): Promise<() => Promise<unknown[]>> {
  await page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    aisle('on', 'error', (error: unknown) => heard.push(error));
  });
  return () => page.evaluate(() => (window as { heard?: unknown[] }).heard ?? []);
}
