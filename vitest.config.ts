import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

import { CHROMIUM_FLAGS, findChromium } from './test/chromium.ts';

const executablePath = findChromium();

export default defineConfig({
  test: {
    projects: [
      // pure code, and the store over fake-indexeddb
      { test: { name: 'node', environment: 'node', include: ['test/unit/**/*.test.ts'], testTimeout: 20_000 } },
      // who may import whom, on the sources and on the built files: `npm run build` comes first
      { test: { name: 'boundaries', environment: 'node', include: ['test/boundaries/**/*.test.ts'] } },
      { test: { name: 'happy-dom', environment: 'happy-dom', include: ['test/dom/**/*.test.ts'] } },
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
      // the built, minified dist in real shops, as it should go and with everything that can go wrong; one browser at a
      // time, so that times mean something
      ...['e2e', 'faults'].map((name) => ({
        test: {
          name,
          environment: 'node' as const,
          include: [`test/${name}/**/*.test.ts`],
          exclude: ['test/e2e/capture/**'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      })),
      // walks through shops of every style: mostly waiting, and nothing in it is timed
      {
        test: {
          name: 'capture',
          environment: 'node',
          include: ['test/e2e/capture/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          maxConcurrency: 2,
          // more browsers at once than cores: what fails twice is no chance
          retry: 1,
        },
      },
    ],
  },
});
