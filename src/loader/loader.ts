import { listSources } from '../consent/find-sources.ts';
import { MAX_QUEUE, MAX_RETRIES, RETRY_MS } from '../consent/limits.ts';
import type { Call, RoomHost } from '../consent/room.ts';
import { watchSources } from '../consent/watch-sources.ts';
import type { SdkHost } from './handover.ts';
import { createScriptUrls } from './script-urls.ts';
import { readUrl, tellIntegrator } from './tell-integrator.ts';

/** Hashes of this build's adapter files for `integrity`, by what stands after `aisle-consent-`; put in by the build. */
declare const AISLE_INTEGRITY: Record<string, string>;

interface AisleGlobal {
  (...call: unknown[]): unknown;
  readonly q?: Iterable<Call>;
  /** Set on the one instance of a page. */
  readonly loaded?: true;
}

// read here: later, `currentScript` is somebody else's
const script = document.currentScript as HTMLScriptElement | null;
const page = globalThis as { aisle?: AisleGlobal };
try {
  if (script && !page.aisle?.loaded) load(script);
} catch {
  // whatever the page has changed or queued: it stays as the server sent it
}

function load(tag: HTMLScriptElement): void {
  const { bundle: given, consent = 'auto', policy, report } = tag.dataset;
  const bundle = readUrl('bundle', given);
  // nothing is sent in this version, and nothing will be sent there
  if (report) readUrl('report', report);
  const toScriptUrl = createScriptUrls();
  const hashes = AISLE_INTEGRITY;
  let first: unknown;

  const add: SdkHost['add'] = (name, aisle, more, tries = MAX_RETRIES) => {
    try {
      document.head.append(
        Object.assign(document.createElement('script'), {
          // anonymous
          crossOrigin: '',
          referrerPolicy: 'no-referrer',
          nonce: tag.nonce,
          src: toScriptUrl(new URL(`aisle-${name}.js`, tag.src).href) as string,
          aisle,
          onerror: () => tries && setTimeout(add, RETRY_MS, name, aisle, more, tries - 1),
          ...more,
        }),
      );
    } catch {
      // Trusted Types that allow no policy of ours: the page stays as the server sent it
    }
  };
  const aisle = (...call: unknown[]): unknown => {
    try {
      return host.run(call);
    } catch {
      // whatever the page has passed
      return undefined;
    }
  };
  const host: RoomHost & SdkHost = {
    tag,
    bundle: bundle!,
    toScriptUrl,
    aisle,
    add,
    sources: new Set(),
    signals: {},
    queue: [],
    bring(source) {
      // one that is in no file with others is a file of its own, or nothing
      const file = listSources().find(([name]) => name === source)?.[1] ?? source;
      const hash = hashes[file];
      // each file once
      hashes[file] = '';
      if (hash)
        add(`consent-${file}`, (start: (host: RoomHost) => void) => start(host), { integrity: `sha256-${hash}=` });
      return hash ?? tellIntegrator(`data-consent="${source}" is unknown`);
    },
    // until the room does it
    run(call) {
      const isChoice = call[0] === 'consent';
      // a choice is crowded out by nothing
      if (isChoice || host.queue.length < MAX_QUEUE) host.queue.push(call);
      if (isChoice && bundle) host.bring('room');
    },
    // the room is one more file: it comes when somebody has chosen, or nobody need to
    review() {
      for (const source of host.sources) first ||= host.bring(source);
      if (policy === 'opt-out' || /"(granted|denied)/.test(JSON.stringify(host.signals))) host.bring('room');
    },
  };
  const early = page.aisle?.q ?? [];
  page.aisle = Object.freeze(Object.assign(aisle, { loaded: true as const }));
  if (!bundle) return;
  watchSources(host, consent);
  for (const call of early) aisle(...call);
}
