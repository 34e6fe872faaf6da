import type { Page } from 'playwright-core';

const BURN_MS = 400;

/** A renderer that stands still, worker and all: what a laptop's lid or a mobile's memory does to a tab. */
export interface Frozen {
  thaw(): void;
}

/**
 * Stops the process of a page. (`Page.setWebLifecycleState` freezes the page only: its workers run on.) The process is found by
 * what it computes, so nothing else may be busy.
 *
 * @param prepare runs between the search and the stop.
 */
export async function freezeProcess(page: Page, prepare?: () => Promise<void>): Promise<Frozen> {
  const pid = await findProcess(page);
  await prepare?.();
  process.kill(pid, 'SIGSTOP');
  return { thaw: () => process.kill(pid, 'SIGCONT') };
}

async function findProcess(page: Page): Promise<number> {
  const browser = await page.context().browser()!.newBrowserCDPSession();
  const times = async (): Promise<Map<number, number>> => {
    const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
    return new Map(processInfo.filter(({ type }) => type === 'renderer').map(({ id, cpuTime }) => [id, cpuTime]));
  };
  const before = await times();
  await page.evaluate((ms) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  }, BURN_MS);
  const after = await times();
  await browser.detach();
  const burnt = [...after].map(([id, time]) => ({ id, spent: time - (before.get(id) ?? 0) }));
  return burnt.toSorted((a, b) => b.spent - a.spent)[0]!.id;
}
