import type { ConsentRecord } from '../contract/grants.ts';
import type { ConsentCall, HelloCall, Notice } from '../contract/protocol.ts';
import { sha256 } from './bundle/fetch-bundle.ts';
import type { FetchBytes } from './bundle/fetch-bytes.ts';
import type { Manifest } from '../contract/bundle.ts';
import { openBundle, type BundleOptions } from './bundle/open-bundle.ts';
import { createDecider, type Decider, type DeciderParts } from './decider.ts';
import { Refusal } from './envelope.ts';
import type { Living } from './living/living.ts';
import type { LoadLearned, LoadLiving, LoadRefine } from './lazy-rooms.ts';
import type { CreateRefiner } from './ranking/refine/refine.ts';
import { createLiveProfile, type LiveProfile } from './store/live-profile.ts';
import { createMemoryStore } from './store/memory-store.ts';
import type { Store } from './store/store.ts';

/** The tabs' channel of revisions: a BroadcastChannel. A notice posted here reaches the others, never this one. */
export interface NoticeChannel {
  postMessage(notice: Notice): void;
  close(): void;
}

/** What the engine does not get by itself. */
export interface EngineParts extends DeciderParts {
  readonly loadRefine: LoadRefine;
  readonly loadLearned: LoadLearned;
  readonly loadLiving: LoadLiving;
  /** Opens or creates a site's profile. Never rejects. */
  readonly openStore: (site: string, consent: ConsentRecord) => Promise<Store>;
  readonly fetchBytes: FetchBytes;
  readonly openNotices: (site: string, onNotice: (notice: Notice) => void) => NoticeChannel | undefined;
}

/** What stands between `hello` and the end. */
export interface EngineState {
  readonly hello: HelloCall;
  /** Absent where only the page's own context may be used: then nothing is kept. */
  readonly store: Store | undefined;
  readonly profile: LiveProfile;
  /** Rejects with `no-bundle` and what was wrong with it. */
  readonly decider: Promise<Decider>;
  /** Undefined where the bundle has none, or it cannot be had. Never rejects. */
  readonly living: Promise<Living | undefined>;
}

/** A state that keeps a profile. */
export interface KeptState extends EngineState {
  readonly store: Store;
}

/**
 * Opens the store first, then profile and bundle side by side; the profile is read when this resolves, the bundle is not. What
 * an earlier `hello` has opened is used again.
 */
export async function openState(
  call: HelloCall,
  parts: EngineParts,
  signal: AbortSignal,
  earlier: Promise<EngineState> | undefined,
): Promise<EngineState> {
  const { site, bundleUrl: url, keys, baseUrl } = call;
  const { clock, fetchBytes } = parts;
  const [consent, before] = await Promise.all([toProof(call), earlier]);
  const former = before?.hello.site === site && before.store ? before : undefined;
  const isKept = consent.grants.personalisation === 'granted';
  const store = isKept ? (former?.store ?? (await parts.openStore(site, consent))) : undefined;
  const profile = (store && former?.profile) ?? createLiveProfile(store ?? createMemoryStore(), clock);
  const source: BundleOptions = {
    url,
    keys,
    fetchBytes,
    cache: store?.bundles,
    clock,
    signal,
    onManifest(manifest) {
      bring(manifest)?.catch(() => {});
      void refine(manifest);
    },
  };
  let bringing: ReturnType<LoadLiving> | undefined;
  const bring = ({ living }: Manifest) => (bringing ??= store && living ? parts.loadLiving(baseUrl) : undefined);
  let refining: Promise<CreateRefiner | undefined> | undefined;
  const refine = (manifest: Manifest) =>
    (refining ??= manifest.refine
      ? parts
          .loadRefine(baseUrl)
          .then((room) => room.fetchRefiner(manifest, source, parts.loadLearned, baseUrl, () => living))
          // the mixture stays for the whole page
          .catch(() => undefined)
      : Promise.resolve(undefined));
  const opening = openBundle(source);
  const living = opening
    .then(async (open) => open && (await bring(open.bundle.manifest))?.openLiving(open, call.region))
    // segments and offers stay away for the whole page
    .catch(() => undefined);
  const decider = opening.then(
    (open) => {
      if (!open) throw new Refusal('off');
      profile.useBundle(open.bundle, living);
      return createDecider(open, parts, baseUrl, refine(open.bundle.manifest));
    },
    (error: unknown) => {
      throw new Refusal('no-bundle', `${url}: ${(error as Error).message}`);
    },
  );
  // whoever needs it hears of it
  decider.catch(() => {});
  await profile.refresh();
  return { hello: { ...call, consent }, store, profile, decider, living };
}

/** The record with the hash of what proves it, which itself is not kept. */
export async function toProof({
  consent,
  evidence,
}: Pick<ConsentCall, 'consent' | 'evidence'>): Promise<ConsentRecord> {
  return evidence ? { ...consent, evidence: await sha256(new TextEncoder().encode(evidence)) } : consent;
}
