// `aisle-annex.js`: the rooms of the engine that a visit with rank slots alone never enters. The engine brings it with
// `import()` when a page has a fill slot, asks for reasons, or calls one of the functions below. It holds its own copy of
// what it shares with the engine. Whatever must work offline or in a hurry (record, rank, consent, erase) is not here.

import type { Clock } from '../../contract/ids.ts';
import type {
  EngineApi,
  ExplainCall,
  NotInterestedCall,
  PlainCall,
  ProfileExport,
  Reason,
} from '../../contract/protocol.ts';
import type { EngineState, KeptState } from '../engine-state.ts';
import type { JournalEntry } from '../store/store.ts';

import { createRanker } from '../ranking/rank.ts';
export { displayOf, toShowable } from './display.ts';
export { openLearnedRanker } from './learned.ts';
export { createRanker };

/** The engine's calls that are answered here. */
export type AnnexMethod = keyof Pick<
  EngineApi,
  'explain' | 'vocabulary' | 'notInterested' | 'readProfile' | 'exportProfile'
>;

type Answered<T extends object> = Promise<{ readonly ok: true } & T>;

/** What the engine lends for one call; what these throw, the engine answers as a failure. */
export interface Desk {
  readonly clock: Clock;
  /** Resolves to the revision that holds the entry. */
  append(entry: JournalEntry): Promise<number>;
  getState(): Promise<EngineState>;
  /** Refuses with `no-consent` where no profile is kept. */
  getKept(): Promise<KeptState>;
}

export async function explain({ item }: ExplainCall, { clock, getState }: Desk): Answered<{ reason: Reason | null }> {
  const { profile, hello, decider } = await getState();
  const ranker = (await decider).wholeRanker({ createRanker });
  await profile.catchUp();
  return { ok: true, reason: ranker.explain(profile.raw(), item, { now: clock.now(), region: hello.region }) };
}

export async function vocabulary(_call: PlainCall, { getState }: Desk): Answered<{ words: string[] }> {
  const { open } = await (await getState()).decider;
  return { ok: true, words: [...open.bundle.vocabulary.words] };
}

export async function notInterested({ item }: NotInterestedCall, { append }: Desk): Answered<{ revision: number }> {
  return { ok: true, revision: await append({ events: [], notInterested: [item] }) };
}

export async function readProfile(_call: PlainCall, { getKept }: Desk): Answered<{ profile: unknown }> {
  const { profile } = await getKept();
  await profile.catchUp();
  return { ok: true, profile: profile.raw() };
}

export async function exportProfile(_call: PlainCall, { clock, getKept }: Desk): Answered<{ export: ProfileExport }> {
  const { store, profile, hello } = await getKept();
  await profile.refresh();
  const [{ rows }, consent] = await Promise.all([store.read(0), store.readConsent()]);
  return {
    ok: true,
    export: {
      format: 'aisle-profile',
      version: 2,
      exportedAt: new Date(clock.now()).toISOString(),
      consent: consent ?? hello.consent,
      profile: profile.raw(),
      events: rows.flatMap(({ entry }) => entry?.events ?? []),
    },
  };
}
