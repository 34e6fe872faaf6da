import type { Clock } from '../../contract/ids.ts';
import type { EngineState, KeptState } from '../engine-state.ts';
import { Refusal } from '../envelope.ts';
import type { JournalEntry } from '../store/store.ts';

export type Answered<T extends object> = Promise<{ readonly ok: true } & T>;

/** What the engine lends for one call; what these throw, the engine answers as a failure. */
export interface Desk {
  readonly clock: Clock;
  /** Resolves to the number of the row that holds the entry. */
  append(entry: Partial<JournalEntry>): Promise<number>;
  getState(): Promise<EngineState>;
  /** Refuses with `no-consent` where no profile is kept. */
  getKept(): Promise<KeptState>;
}

/** Whether the purpose `imports` is granted. */
export async function mayImport({ getKept }: Desk): Promise<boolean> {
  const { store, hello } = await getKept();
  // of whichever tab spoke last
  const { grants } = (await store.readConsent()) ?? hello.consent;
  return grants.imports === 'granted';
}

/** What is wrong with a call, for whoever made it. */
export function badRequest(place: string, given: unknown, expected: string): Refusal {
  return new Refusal('bad-request', `${place}: given ${toGiven(given)}, expected ${expected}; nothing was changed`);
}

/** As JSON, cut short; not everything that a message brings has one. */
export function toGiven(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? 'nothing').slice(0, 200);
  } catch {
    return 'no JSON';
  }
}
