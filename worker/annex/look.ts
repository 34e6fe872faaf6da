import type {
  DescribeCall,
  DisplayEntry,
  ExplainCall,
  PlainCall,
  ProfileReply,
  Reason,
} from '../../contract/protocol.ts';
import { RETENTION_DAYS, type ProfileExport, type RawProfile } from '../../contract/profile.ts';
import { isPausedAt } from '../profile/profile.ts';
import { createRanker } from '../ranking/rank.ts';
import type { Answered, Desk } from './desk.ts';
import { displayItems } from './display.ts';

/** Of a bundle that says nothing else. */
const HALF_LIFE_DAYS = 30;

export async function explain(
  { item, slot, deadlineMs }: ExplainCall,
  { clock, getState }: Desk,
): Answered<{ reason: Reason | null }> {
  const { profile, hello, decider } = await getState();
  const { ids, wholeRanker } = await decider;
  await ids.prepare([[item]], deadlineMs / 2);
  await profile.catchUp();
  const context = { now: clock.now(), region: hello.region, slot };
  const reason = wholeRanker({ createRanker }).explain(profile.raw(), ids.idOf([item]), context);
  return { ok: true, reason: reason && { ...reason, item } };
}

export async function vocabulary(_call: PlainCall, { getState }: Desk): Answered<{ words: string[] }> {
  const { open } = await (await getState()).decider;
  return { ok: true, words: [...open.bundle.vocabulary.words] };
}

export async function describe(
  { items, deadlineMs }: DescribeCall,
  { clock, getState }: Desk,
): Answered<{ display: DisplayEntry[] }> {
  const { open, ids } = await (await getState()).decider;
  await ids.prepare(
    items.map((id) => [id]),
    deadlineMs / 2,
  );
  return { ok: true, display: await displayItems(open, new Set(items), clock.now(), (id) => ids.rowOf([id])) };
}

export async function readProfile(_call: PlainCall, { clock, getKept }: Desk): Answered<ProfileReply> {
  const { store, profile, hello, decider } = await getKept();
  // whoever's profile it is may read it without a bundle too
  const halfLifeDays = await decider.then(
    ({ open }) => open.bundle.manifest.ranking.halfLifeDays,
    () => HALF_LIFE_DAYS,
  );
  await profile.catchUp();
  const raw = profile.raw();
  const consent = (await store.readConsent()) ?? hello.consent;
  return {
    ok: true,
    profile: toOwn(raw),
    consent,
    halfLifeDays,
    retentionDays: RETENTION_DAYS,
    isPaused: isPausedAt(raw, clock.now()),
  };
}

export async function exportProfile(_call: PlainCall, { clock, getKept }: Desk): Answered<{ export: ProfileExport }> {
  const { store, profile, hello } = await getKept();
  await profile.refresh();
  const [{ rows }, consent] = await Promise.all([store.read(0), store.readConsent()]);
  // what was there before a corrected profile took its place may be somebody else's
  const from = rows.findLastIndex(({ seq, entry }) => entry?.set?.v && [undefined, seq - 1].includes(entry.after)) + 1;
  // two pages may have written the same event at the same time; it counts once
  const events = new Map(
    rows.slice(from).flatMap(({ entry }) => (entry?.events ?? []).map((event) => [event.id, event] as const)),
  );
  return {
    ok: true,
    export: {
      format: 'aisle-profile',
      version: 2,
      exportedAt: new Date(clock.now()).toISOString(),
      consent: consent ?? hello.consent,
      profile: toOwn(profile.raw()),
      events: [...events.values()],
    },
  };
}

/** Without the others who have used this device, and what tells them apart. */
function toOwn(profile: RawProfile): RawProfile {
  const { people: _, ...living } = profile.living;
  return { ...profile, living };
}
