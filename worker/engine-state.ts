import type { Clock } from '../contract/ids.ts';
import type { ConsentRecord } from '../contract/grants.ts';
import type { HelloCall, Notice } from '../contract/protocol.ts';
import type { FetchBytes } from './bundle/fetch-bytes.ts';
import type { Refused } from './bundle/fetch-bundle.ts';
import { openBundle } from './bundle/open-bundle.ts';
import { createDecider, type Decider, type LoadLearned } from './decider.ts';
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
  parts: EngineParts,
  signal: AbortSignal,
  earlier: Promise<EngineState> | undefined,
): Promise<EngineState> {
  const before = await earlier;
  const former = before?.hello.site === hello.site ? before : undefined;
  const isKept = hello.consent.grants.personalisation === 'granted';
  const store = isKept ? (former?.store ?? (await parts.openStore(hello.site, hello.consent))) : undefined;
  const profile =
    (store && former?.store && former.profile) ?? createLiveProfile(store ?? createMemoryStore(), parts.clock);
  const decider = openDecider(hello, parts, signal, store, profile);
  await profile.refresh();
  return { hello, store, profile, decider };
}

async function openDecider(
  { bundleUrl, keys, baseUrl }: HelloCall,
  { clock, fetchBytes, loadLearned }: EngineParts,
  signal: AbortSignal,
  store: Store | undefined,
  profile: LiveProfile,
): Promise<({ readonly ok: true } & { readonly decider: Decider }) | Refused> {
  const opened = await openBundle({ url: bundleUrl, keys, fetchBytes, cache: store?.bundles, clock, signal });
  if (!opened.ok) return opened;
  profile.useBundle(opened.bundle);
  return { ok: true, decider: createDecider(opened, clock, loadLearned, baseUrl) };
}
