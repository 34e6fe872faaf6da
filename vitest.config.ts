import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

import { CHROMIUM_FLAGS, findChromium } from './test/chromium.ts';
import { isLong, LONG_MS } from './test/long.ts';

const executablePath = findChromium();
/** Of a test without a browser: much more than it takes, for a machine that does other things too. */
const TEST_MS = isLong ? LONG_MS : 60_000;
/**
 * Of every test in a real browser: the machine may be two noisy cores, and a browser that starts late or a page that stands
 * still for seconds is no fault of ours. What fails three times is no chance. Each try begins anew (test/e2e/journey.ts), and
 * `npm test` names what passed on a further one. Where there is an hour, what is unsteady has to show.
 */
const RETRY = isLong ? 0 : 2;
/** Of `expect.poll`, which is otherwise satisfied with a second. */
const EXPECT = { poll: { timeout: 20_000 } };

export default defineConfig({
  test: {
    projects: [
      // pure code, and the store over fake-indexeddb
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: TEST_MS,
        },
      },
      // who may import whom, on the sources and on the built files: `npm run build` comes first
      {
        test: {
          name: 'boundaries',
          environment: 'node',
          include: ['test/boundaries/**/*.test.ts'],
          testTimeout: TEST_MS,
        },
      },
      {
        test: {
          name: 'happy-dom',
          environment: 'happy-dom',
          include: ['test/dom/**/*.test.ts'],
          testTimeout: TEST_MS,
        },
      },
      {
        // found only while a test runs, a dependency makes Vite reload the page under that test
        optimizeDeps: {
          include: [
            'comlink',
            'fast-check',
            'idb',
            'isotope-layout',
            'masonry-layout',
            'react',
            'react-dom/client',
            'react-dom/server',
            'vanilla-cookieconsent',
            'vue',
            'vue/server-renderer',
          ],
        },
        test: {
          name: 'chromium',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 30_000,
          retry: RETRY,
          expect: EXPECT,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            instances: [{ browser: 'chromium' }],
            provider: playwright({
              launchOptions: { args: [...CHROMIUM_FLAGS], ...(executablePath && { executablePath }) },
            }),
          },
        },
      },
      // the built, minified dist in real shops, as it should go: mostly waiting, and nothing in it is timed
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/capture/**'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          maxWorkers: 4,
          retry: RETRY,
          expect: EXPECT,
        },
      },
      // walks through shops of every style: the same
      {
        test: {
          name: 'capture',
          environment: 'node',
          include: ['test/e2e/capture/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          maxWorkers: 4,
          maxConcurrency: 4,
          retry: RETRY,
          expect: EXPECT,
        },
      },
      // the same with everything that can go wrong
      {
        test: {
          name: 'faults',
          environment: 'node',
          include: ['test/faults/**/*.test.ts'],
          exclude: ['test/faults/timed/**'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
          retry: RETRY,
          expect: EXPECT,
        },
      },
      // what has to be over in time: one browser at a time, after all others
      {
        test: {
          name: 'timed',
          environment: 'node',
          include: ['test/faults/timed/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          retry: RETRY,
          expect: EXPECT,
        },
      },
    ],
  },
});
