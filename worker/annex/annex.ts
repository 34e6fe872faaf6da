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
import type { Decider } from '../decider.ts';
import type { EngineState, KeptState } from '../engine-state.ts';
import { failure } from '../envelope.ts';
import type { Appended, JournalEntry } from '../store/store.ts';

import { createRanker } from '../ranking/rank.ts';
export { readDisplay } from './display.ts';
export { openLearnedRanker } from './learned.ts';
export { createRanker };

/** The engine's calls that are answered here. */
export type AnnexMethod = keyof Pick<
  EngineApi,
  'explain' | 'vocabulary' | 'notInterested' | 'readProfile' | 'exportProfile'
>;

type Answered<T extends object> = Promise<({ readonly ok: true } & T) | Failure>;

/** What the engine lends for one call. */
export interface Desk {
  readonly clock: Clock;
  append(state: EngineState, entry: JournalEntry): Promise<Appended>;
  /** Runs where there is a bundle; `no-bundle` otherwise. */
  withDecider<P>(run: (decider: Decider, state: EngineState) => Promise<P>): Promise<P | Failure>;
  /** Runs where a profile is kept; `no-consent` otherwise. */
  withKept<P>(run: (state: KeptState) => Promise<P>): Promise<P | Failure>;
}

export function explain({ item }: ExplainCall, { clock, withDecider }: Desk): Answered<{ reason: Reason | null }> {
  return withDecider(async (decider, { profile, hello }) => {
    await profile.catchUp();
    const context = { now: clock.now(), region: hello.region };
    return { ok: true, reason: decider.wholeRanker({ createRanker }).explain(profile.raw(), item, context) };
  });
}

export function vocabulary(_call: PlainCall, { withDecider }: Desk): Answered<{ words: string[] }> {
  return withDecider(async ({ open }) => ({ ok: true, words: [...open.bundle.vocabulary.words] }));
}

export function notInterested({ item }: NotInterestedCall, { append, withKept }: Desk): Answered<{ revision: number }> {
  return withKept(async (state) => {
    const appended = await append(state, { events: [], notInterested: [item] });
    return appended.ok ? { ok: true, revision: state.profile.revision() } : failure(appended.reason);
  });
}

export function readProfile(_call: PlainCall, { withKept }: Desk): Answered<{ profile: unknown }> {
  return withKept(async ({ profile }) => {
    await profile.catchUp();
    return { ok: true, profile: profile.raw() };
  });
}

export function exportProfile(_call: PlainCall, { clock, withKept }: Desk): Answered<{ export: ProfileExport }> {
  return withKept(async ({ store, profile, hello }) => {
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
  });
}
