import type { Clock } from '../contract/ids.ts';
import type { ConsentRecord } from '../contract/grants.ts';
import type { HelloCall, Notice } from '../contract/protocol.ts';
import type { FetchBytes } from './bundle/fetch-bytes.ts';
import type { Refused } from './bundle/fetch-bundle.ts';
import { openBundle } from './bundle/open-bundle.ts';
import { createDecider, type Decider } from './decider.ts';
import type { LoadAnnex, LoadLearned } from './lazy-rooms.ts';
import { createLiveProfile, type LiveProfile } from './store/live-profile.ts';
import { createMemoryStore } from './store/memory-store.ts';
import type { Store } from './store/store.ts';

/** The tabs' channel of revisions. A notice posted here reaches the others, never this one. */
export interface NoticeChannel {
  post(notice: Notice): void;
  close(): void;
}

/** What the engine does not get by itself. */
export interface EngineParts {
  readonly clock: Clock;
  /** Opens or creates a site's profile. Never rejects. */
  readonly openStore: (site: string, consent: ConsentRecord) => Promise<Store>;
  readonly fetchBytes: FetchBytes;
  readonly openNotices: (site: string, onNotice: (notice: Notice) => void) => NoticeChannel;
  readonly loadAnnex: LoadAnnex;
  readonly loadLearned: LoadLearned;
}

/** What stands between `hello` and the end. */
export interface EngineState {
  readonly hello: HelloCall;
  /** Absent where only the page's own context may be used: then nothing is kept. */
  readonly store: Store | undefined;
  readonly profile: LiveProfile;
  readonly decider: Promise<({ readonly ok: true } & { readonly decider: Decider }) | Refused>;
}

/**
 * Opens the store first, then profile and bundle side by side; the profile is read when this resolves, the bundle is not. What
 * an earlier `hello` has opened is used again.
 */
export async function openState(
  hello: HelloCall,
  { openStore, clock, fetchBytes, loadLearned }: EngineParts,
  signal: AbortSignal,
  earlier: Promise<EngineState> | undefined,
): Promise<EngineState> {
  const { site, consent, bundleUrl: url, keys, baseUrl } = hello;
  const before = await earlier;
  const former = before?.hello.site === site && before.store ? before : undefined;
  const isKept = consent.grants.personalisation === 'granted';
  const store = isKept ? (former?.store ?? (await openStore(site, consent))) : undefined;
  const profile = (store && former?.profile) ?? createLiveProfile(store ?? createMemoryStore(), clock);
  const openDecider = async (): EngineState['decider'] => {
    const opened = await openBundle({ url, keys, fetchBytes, cache: store?.bundles, clock, signal });
    if (!opened.ok) return opened;
    profile.useBundle(opened.bundle);
    return { ok: true, decider: createDecider(opened, clock, loadLearned, baseUrl) };
  };
  const decider = openDecider();
  await profile.refresh();
  return { hello, store, profile, decider };
}
