import type { AisleEvent } from '../../contract/events.ts';
import { allGrants } from '../../contract/grants.ts';
import type { ItemId, SlotId } from '../../contract/ids.ts';
import type { LivingReply } from '../../contract/living-calls.ts';
import type { ProfileExport, RawProfile } from '../../contract/profile.ts';
import type { FailureReason, Notice, ProfilePatch, ProfileReply, Reason, Reply } from '../../contract/protocol.ts';
import { noticeChannelName } from '../../contract/protocol.ts';
import { askLiving } from '../engine-client/ask-living.ts';
import type { EngineMethod, EnginePayload } from '../engine-client/engine-client.ts';
import type { Visit } from '../sdk/visit.ts';
import { openConsentManager } from './open-manager.ts';
import type { PanelHost } from './panel-host.ts';
import { isBySegment, itemsBehind } from './why-reasons.ts';

/** Of one call for titles. */
const MAX_DESCRIBED = 200;

/** What the panel shows. */
export type Look =
  | { readonly kind: 'known'; readonly known: ProfileReply; readonly seen: Seen | undefined }
  | { readonly kind: 'failed'; readonly reason: FailureReason }
  /** The order follows the page alone; nothing is stored. */
  | { readonly kind: 'contextual' }
  /** The shopper said no, or nothing runs (any more). */
  | { readonly kind: 'off' };

/** How the shop's pages see the visitor, and why, by the id of a segment; undefined where the bundle has nothing of it. */
export interface Seen extends LivingReply {
  readonly sentences: Readonly<Record<string, string>>;
}

/** What has changed: the profile, here or in another tab; it is gone; or the consent is another. */
export type Change = 'profile' | 'erased' | 'consent';

/** Everything that the panel and "why this?" ask of the engine. No function rejects. */
export interface Desk {
  readonly visit: () => Visit | undefined;
  /** Whether only the page itself may be used: then nothing is known. */
  readonly isContextual: () => boolean;
  readonly read: () => Promise<Look>;
  /** `slot`: where it stands. */
  readonly explain: (item: ItemId, slot?: SlotId) => Promise<Reply<{ reason: Reason | null }>>;
  /** Brings titles; `titleOf` then knows those that the bundle has. */
  readonly learnTitles: (items: readonly ItemId[]) => Promise<void>;
  readonly titleOf: (item: ItemId) => string;
  /** Brings the titles and the names of segments that the sentences of a reason need. */
  readonly learnNames: (reason: Reason) => Promise<void>;
  readonly segmentOf: (id: string) => string;
  readonly correct: (patches: readonly ProfilePatch[]) => Promise<boolean>;
  /** Corrects, and gives the way back to exactly what there was before; undefined when nothing was changed. */
  readonly correctForNow: (patches: readonly ProfilePatch[]) => Promise<(() => Promise<boolean>) | undefined>;
  readonly pause: (isOn: boolean) => Promise<boolean>;
  readonly export: () => Promise<ProfileExport | undefined>;
  readonly restore: (document: unknown) => Promise<boolean>;
  /** Erases and goes on agreeing: the next page starts afresh. */
  readonly erase: () => Promise<boolean>;
  /** Says no for this page, which erases; tells whether all is gone. */
  readonly refuse: () => Promise<boolean>;
  /** Opens the shop's own consent dialog; false where there is none to be found. */
  readonly openSettings: () => boolean;
  /** Returns the way to unsubscribe. */
  readonly onChange: (hear: (change: Change) => void) => () => void;
}

/** `site` names the channel on which tabs hear of each other's changes. */
export function createDesk({ runtime, consent }: PanelHost, site: string): Desk {
  const titles = new Map<ItemId, string>();
  const segments = new Map<string, string>();
  const listeners = new Set<(change: Change) => void>();
  const tell = (change: Change): void => listeners.forEach((hear) => hear(change));
  const visit = (): Visit | undefined => runtime().visit();

  const call = async <M extends EngineMethod>(method: M, payload: EnginePayload<M>): Promise<Reply<object>> => {
    const running = visit();
    if (!running) return { ok: false, reason: 'stopped' };
    await running.ready;
    return running.engine.call<EngineMethod>(method, payload);
  };
  const state = async (): Promise<LivingReply | undefined> => {
    const running = visit();
    const reply = running && (await askLiving(running.engine, { ask: 'state' }));
    if (!reply?.ok) return undefined;
    for (const { id, name } of [...reply.segments, ...reply.left]) segments.set(id, name);
    return reply;
  };
  const see = async (): Promise<Seen | undefined> => {
    const [seen, said] = await Promise.all([
      state(),
      visit() && askLiving(visit()!.engine, { ask: 'sentences', lang: document.documentElement.lang }),
    ]);
    return seen && { ...seen, sentences: said?.ok ? said.sentences : {} };
  };
  const isDone = async (reply: Promise<Reply<object>>): Promise<boolean> => (await reply).ok;

  let isContextual = false;
  runtime().listeners.on('consent', ({ grants }) => {
    isContextual = grants.personalisation !== 'granted';
    tell('consent');
  });
  try {
    const channel = new BroadcastChannel(noticeChannelName(site));
    channel.onmessage = ({ data }: MessageEvent<Partial<Notice> | null>) => {
      if (data?.type === 'erased') tell('erased');
      else if (data?.type === 'revision') tell('profile');
    };
  } catch {
    // an opaque origin has none: the panel shows what there was when it was opened
  }

  const exportProfile = async (): Promise<ProfileExport | undefined> => {
    const reply = (await call('exportProfile', {})) as Reply<{ export: ProfileExport }>;
    return reply.ok ? reply.export : undefined;
  };
  // the engine checks what it is given, and refuses what is no download of ours
  const restore = (document: unknown): Promise<boolean> =>
    isDone(call('importProfile', { document: document as Record<string, unknown> }));

  /** What came in after `before` stays: another tab may have been used meanwhile. */
  const goBackTo = async (before: ProfileExport): Promise<boolean> => {
    const now = await exportProfile();
    const known = new Set([...before.events.map(({ id }) => id), ...foldedIn(before.profile)]);
    const later: AisleEvent[] = now?.events.filter(({ id }) => !known.has(id)) ?? [];
    if (!(await restore(before))) return false;
    if (later.length > 0) await call('record', { events: later });
    return true;
  };

  const learnTitles = async (items: readonly ItemId[]): Promise<void> => {
    const unknown = [...new Set(items)].filter((item) => !titles.has(item));
    for (let from = 0; from < unknown.length; from += MAX_DESCRIBED) {
      const reply = (await call('describe', { items: unknown.slice(from, from + MAX_DESCRIBED) })) as Reply<{
        display: readonly { readonly id: ItemId; readonly title: string }[];
      }>;
      for (const { id, title } of reply.ok ? reply.display : []) if (title) titles.set(id, title);
    }
  };

  return {
    visit,
    isContextual: () => isContextual,
    export: exportProfile,
    restore,
    titleOf: (item) => titles.get(item) ?? item,
    segmentOf: (id) => segments.get(id) ?? id,

    async read() {
      const running = visit();
      if (!running) return { kind: 'off' };
      const reply = (await call('readProfile', {})) as Reply<ProfileReply>;
      const seen = reply.ok ? await see() : undefined;
      // ended meanwhile
      if (running !== visit()) return { kind: 'off' };
      isContextual = !reply.ok && reply.reason === 'no-consent';
      if (reply.ok) return { kind: 'known', known: reply, seen };
      return reply.reason === 'no-consent' ? { kind: 'contextual' } : { kind: 'failed', reason: reply.reason };
    },

    explain: async (item, slot) =>
      (await call('explain', { item, ...(slot !== undefined && { slot }) })) as Reply<{ reason: Reason | null }>,

    async learnNames(reason) {
      await learnTitles(itemsBehind(reason));
      if (isBySegment(reason)) await state();
    },
    learnTitles,

    correct: (patches) => isDone(call('correct', { patches: [...patches] })),

    async correctForNow(patches) {
      const before = await exportProfile();
      if (!before || !(await isDone(call('correct', { patches: [...patches] })))) return undefined;
      return () => goBackTo(before);
    },

    pause: (isOn) => isDone(call('pause', { isOn })),
    erase: () => isDone(runtime().erase()),

    async refuse() {
      consent(allGrants('denied'));
      // the withdrawal is under way: this waits for what became of it
      return isDone(runtime().erase());
    },

    openSettings: openConsentManager,

    onChange(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}

function foldedIn({ folded, orders }: RawProfile): readonly string[] {
  return [...folded, ...orders.map(({ id }) => id)];
}
