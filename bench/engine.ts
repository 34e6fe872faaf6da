import type { Browser, Page } from 'playwright-core';

import type { InPage } from './in-page/main.ts';
import { startBenchHost } from './pages.ts';
import { median, toPairRow, toRow, type Pair, type Row } from './row.ts';

const ROUNDS = 41;

declare const bench: InPage;

/** The plain kernel over tfjs on its WASM backend: 10,000 rows of 64, the best 24. */
export function measureScan(browser: Browser): Promise<Row> {
  const measure = (page: Page, origin: string): Promise<Pair> =>
    page.evaluate(([rounds, folder]) => bench.scanTsVsTfjs(rounds, folder), [ROUNDS, `${origin}/tfjs/`] as const);
  return onBenchPage(browser, async (page, origin) =>
    toPairRow('scan-ts-vs-tfjs', 'us', await measure(page, origin), 0.9),
  );
}

/** 100 events, encrypted, in one row; over one event in plain. */
export function measureAppend(browser: Browser): Promise<Row> {
  return onBenchPage(browser, async (page) =>
    toPairRow('append-100', 'ms', await page.evaluate((rounds) => bench.appendHundred(rounds), ROUNDS), 2),
  );
}

/** A cold read of the encrypted profile; over a bare database's open. */
export function measureProfileRead(browser: Browser): Promise<Row> {
  return onBenchPage(browser, async (page) =>
    toPairRow('profile-read', 'ms', await page.evaluate((rounds) => bench.readProfile(rounds), ROUNDS), 2.5),
  );
}

/**
 * One event folded into a living profile with 200 rules: behind 10,000 events over behind 100, the 99th of a hundred such events
 * over the median, and with 1,000 rules over 10.
 */
export function measureRules(browser: Browser): Promise<readonly Row[]> {
  return onBenchPage(browser, async (page) => {
    const { journals, rules, each } = await page.evaluate((rounds) => bench.foldRules(rounds), ROUNDS);
    const sorted = each.toSorted((a, b) => a - b);
    return [
      toPairRow('fold-rules', 'us', journals, 1.2),
      toRow('fold-rules-p99', 'us', sorted[Math.floor(sorted.length * 0.99)] ?? NaN, median(each), Infinity),
      toPairRow('fold-rules-1000', 'us', rules, Infinity),
    ];
  });
}

async function onBenchPage<T>(browser: Browser, measure: (page: Page, origin: string) => Promise<T>): Promise<T> {
  const host = await startBenchHost();
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${host.origin}/`);
    return await measure(page, host.origin);
  } finally {
    await context.close();
    await host.stop();
  }
}
