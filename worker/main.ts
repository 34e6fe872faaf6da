import type { RandomSource } from '../contract/ids.ts';
import { isNotice, noticeChannelName, PROTOCOL_VERSION, type Notice } from '../contract/protocol.ts';
import { answerCalls } from './answer-calls.ts';
import { createFetchBytes } from './bundle/fetch-bytes.ts';
import type { NoticeChannel } from './engine-state.ts';
import { createEngine } from './engine.ts';
import { openStore } from './store/open-store.ts';

declare const self: DedicatedWorkerGlobalScope;

const random: RandomSource = { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) };

const engine = createEngine({
  clock: { now: () => Date.now() },
  openStore: (site, consent) => openStore(site, consent, { random, locks: navigator.locks }),
  fetchBytes: createFetchBytes((url, init) => fetch(url, init)),
  openNotices,
  loadAnnex: load('annex'),
  loadRefine: load('refine'),
  loadLiving: load('living'),
  loadLearned: load('learned'),
  loadNames: load('names'),
});

answerCalls(engine, self);
// the page learns that the script was not blocked; comlink says nothing before it is asked
self.postMessage({ aisle: PROTOCOL_VERSION });

function openNotices(site: string, onNotice: (notice: Notice) => void): NoticeChannel | undefined {
  try {
    const channel = new BroadcastChannel(noticeChannelName(site));
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isNotice(data)) onNotice(data);
    });
    return channel;
  } catch {
    // an opaque origin has no channel: this tab is alone
    return undefined;
  }
}

/**
 * A script that only some visits need. `import()` asks for it in CORS mode: no cookies to another host, as with everything
 * else. It is held to `script-src`, as `importScripts` would be, and to no Trusted Types.
 */
function load(file: string): (baseUrl: string) => Promise<never> {
  return (baseUrl) => import(/* @vite-ignore */ `${baseUrl}aisle-${file}.js`) as Promise<never>;
}
