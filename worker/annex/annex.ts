// `aisle-annex.js`: the rooms of the engine that a visit with rank slots alone never enters. The engine brings it with
// `import()` when a page has a fill slot, asks for reasons, or calls one of the functions below. It holds its own copy of
// what it shares with the engine. Whatever must work offline or in a hurry (record, rank, consent, erase) is not here.

import type { Clock } from '../../contract/ids.ts';
import type {
  EngineApi,
  ExplainCall,
  Failure,
  NotInterestedCall,
  PlainCall,
  ProfileExport,
  Reason,
} from '../../contract/protocol.ts';
import type { EngineState } from '../engine-state.ts';
import { failure } from '../envelope.ts';
import type { Appended, JournalEntry } from '../store/store.ts';

import { createRanker } from '../ranking/rank.ts';
export { readDisplay } from './display.ts';
export { createRanker };

/** The engine's calls that are answered here. */
export type AnnexMethod = keyof Pick<
  EngineApi,
  'explain' | 'vocabulary' | 'notInterested' | 'readProfile' | 'exportProfile'
>;

/** What the engine lends for one call. */
export interface Desk {
  readonly state: EngineState;
  readonly clock: Clock;
  append(entry: JournalEntry): Promise<Appended>;
}

type Answered<T extends object> = Promise<({ readonly ok: true } & T) | Failure>;

export async function explain({ item }: ExplainCall, { state, clock }: Desk): Answered<{ reason: Reason | null }> {
  const opened = await state.decider;
  if (!opened.ok) return failure('no-bundle', opened.detail);
  await state.profile.catchUp();
  const context = { now: clock.now(), region: state.hello.region };
  const { explain: explainItem } = opened.decider.wholeRanker({ createRanker });
  return { ok: true, reason: explainItem(state.profile.raw(), item, context) };
}

export async function vocabulary(_call: PlainCall, { state }: Desk): Answered<{ words: string[] }> {
  const opened = await state.decider;
  if (!opened.ok) return failure('no-bundle', opened.detail);
  return { ok: true, words: [...opened.decider.open.bundle.vocabulary.words] };
}

export async function notInterested(
  { item }: NotInterestedCall,
  { state, append }: Desk,
): Answered<{ revision: number }> {
  if (!state.store) return failure('no-consent');
  const appended = await append({ events: [], notInterested: [item] });
  return appended.ok ? { ok: true, revision: state.profile.revision() } : failure(appended.reason);
}

export async function readProfile(
  _call: PlainCall,
  { state: { store, profile } }: Desk,
): Answered<{ profile: unknown }> {
  if (!store) return failure('no-consent');
  await profile.catchUp();
  return { ok: true, profile: profile.raw() };
}

export async function exportProfile(_call: PlainCall, { state, clock }: Desk): Answered<{ export: ProfileExport }> {
  const { store, profile, hello } = state;
  if (!store) return failure('no-consent');
  await profile.refresh();
  const [{ rows }, consent] = await Promise.all([store.read(0), store.readConsent()]);
  return {
    ok: true,
    export: {
      format: 'aisle-profile',
      version: 1,
      exportedAt: new Date(clock.now()).toISOString(),
      consent: consent ?? hello.consent,
      profile: profile.raw(),
      events: rows.flatMap(({ entry }) => entry?.events ?? []),
    },
  };
}
