import type { Content } from './content.ts';
import type { Platform } from './platform.ts';
import { readBundle, type ServedBundle } from './read-bundle.ts';

/** The newest good bundle of a folder. */
export interface BundleSource {
  /** Reads again when the manifest changed. Undefined while there has been no good bundle; never rejects. */
  current(): Promise<ServedBundle | undefined>;
  /** A part of the current bundle, or of the one before it: pages that hold its manifest still come for its parts. */
  file(name: string): Promise<Content | undefined>;
}

/** Watches by the manifest's revision on each request: no timers, no handles that keep a process alive. */
export function createBundleSource(dir: string, platform: Platform): BundleSource {
  let current: ServedBundle | undefined;
  let previous: ServedBundle | undefined;
  let revision: string | undefined;
  let reading: Promise<void> | undefined;
  let lastProblem = '';

  function report(problem: Error): void {
    // a broken folder is asked for with every request: say it once
    if (problem.message !== lastProblem) platform.onProblem?.(problem);
    lastProblem = problem.message;
  }

  async function refresh(): Promise<void> {
    try {
      const found = await platform.files.revision(`${dir}/manifest.json`);
      // a folder is swapped by two renames: for a moment there is none
      if (current && (found === revision || found === undefined)) return;
      const bundle = await readBundle(dir, platform);
      if (bundle.hash !== current?.hash) [previous, current] = [current, bundle];
      revision = found;
      lastProblem = '';
    } catch (error) {
      report(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async function upToDate(): Promise<void> {
    reading ??= refresh().finally(() => (reading = undefined));
    await reading;
  }

  return {
    async current() {
      await upToDate();
      return current;
    },
    async file(name) {
      await upToDate();
      return current?.files.get(name) ?? previous?.files.get(name);
    },
  };
}
