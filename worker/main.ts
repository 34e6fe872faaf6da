import type { RandomSource } from '../contract/ids.ts';
import { isNotice, noticeChannelName, PROTOCOL_VERSION, type Notice } from '../contract/protocol.ts';
import { answerCalls } from './answer-calls.ts';
import { createFetchBytes } from './bundle/fetch-bytes.ts';
import type { NoticeChannel } from './engine-state.ts';
import { createEngine } from './engine.ts';
import type { AisleLearned } from './ranking/learned/learned-ranker.ts';
import { openStore } from './store/open-store.ts';

declare const self: DedicatedWorkerGlobalScope;

interface TrustedTypePolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

const random: RandomSource = { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) };

const engine = createEngine({
  clock: { now: () => Date.now() },
  openStore: (site, consent) => openStore(site, consent, { random, locks: navigator.locks }),
  fetchBytes: createFetchBytes((url, init) => fetch(url, init)),
  openNotices,
  loadLearned,
});

answerCalls(engine, self);
// the page learns that the script was not blocked; comlink says nothing before it is asked
self.postMessage({ aisle: PROTOCOL_VERSION });

function openNotices(site: string, onNotice: (notice: Notice) => void): NoticeChannel {
  try {
    const channel = new BroadcastChannel(noticeChannelName(site));
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isNotice(data)) onNotice(data);
    });
    return { post: (notice) => channel.postMessage(notice), close: () => channel.close() };
  } catch {
    // an opaque origin has no channel: this tab is alone
    return { post() {}, close() {} };
  }
}

/** A worker has no `import()` in every browser's classic scripts under a strict CSP; `importScripts` it has. */
function loadLearned(baseUrl: string): Promise<AisleLearned> {
  return new Promise((resolve, reject) => {
    const scope = self as typeof self & { aisleLearned?: AisleLearned };
    if (!scope.aisleLearned) importScripts(toScriptUrl(`${baseUrl}aisle-learned.js`));
    if (scope.aisleLearned) resolve(scope.aisleLearned);
    else reject(new Error('aisle-learned.js has not registered itself'));
  });
}

/** Trusted Types reach into a worker with the page's CSP. */
function toScriptUrl(url: string): string {
  const { trustedTypes } = self as typeof self & { trustedTypes?: TrustedTypePolicyFactory };
  const policy = trustedTypes?.createPolicy('aisle', { createScriptURL: (input) => input });
  return (policy?.createScriptURL(url) ?? url) as string;
}
