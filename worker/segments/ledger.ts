import type { LedgerView, LivingChange } from '../../contract/living-calls.ts';
import { MAX_LEDGER, MAX_TRIES, type LedgerEntry } from '../../contract/living.ts';
import type { RawProfile } from '../profile/raw-profile.ts';

/** What could not be sent within that time is not sent any more. */
const OPEN_MS = 86_400_000;
/** Before a second and a third try. Longer than a try takes, so that there are never two at once. */
const WAITS_MS = [0, 10_000, 60_000];
const LAST_WAIT_MS = 60_000;

/** Takes what a row says of the ledger. The first of several changes that contradict each other counts. */
export function foldLedger({ living }: RawProfile, change: LivingChange, at: number): void {
  if (change.do === 'send') {
    const { key, body } = change;
    const ledger = (living.ledger ??= []);
    const isKnown = ledger.some((entry) => entry.key === key);
    if (!isKnown) ledger.push({ key, at, task: 'recovery', body, state: 'pending', tries: 1, triedAt: at });
    if (ledger.length > MAX_LEDGER) ledger.shift();
  }
  for (const entry of living.ledger ?? []) {
    if (entry.task !== 'recovery') continue;
    const isMine = 'key' in change && entry.key === change.key;
    if (change.do === 'resend' && isMine && entry.tries < MAX_TRIES) {
      entry.tries++;
      entry.triedAt = at;
    }
    if (change.do === 'settle' && isMine && entry.state === 'pending') entry.state = change.state;
    if (change.do === 'withdraw' && isOpen(entry, at)) entry.state = 'withdrawn';
  }
}

/** Of the ledger what is tried again. */
export type Recovery = Extract<LedgerEntry, { task: 'recovery' }>;

/** Whether it may still reach the shop. */
export function isOpen({ state, at, tries, triedAt }: Recovery, now: number): boolean {
  return state === 'pending' && now - at < OPEN_MS && (tries < MAX_TRIES || now - triedAt < LAST_WAIT_MS);
}

/** How long until it is to be tried again; Infinity: never. */
export function retryInMs(entry: Recovery, now: number): number {
  const { tries, triedAt } = entry;
  if (!isOpen(entry, now) || tries >= MAX_TRIES) return Infinity;
  // a clock that was set back must not put it off
  return now < triedAt ? 0 : Math.max(0, triedAt + (WAITS_MS[tries] ?? 0) - now);
}

export function toLedgerView(entry: LedgerEntry, now: number): LedgerView {
  if (entry.task === 'report') {
    const { at, task, about, body, debit, state } = entry;
    return { at, task, about, body, epsilon: debit / 1e6, state };
  }
  const { at, task, body, state } = entry;
  return { at, task, body, epsilon: 0, state: state === 'pending' && !isOpen(entry, now) ? 'failed' : state };
}
