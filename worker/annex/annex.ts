// `aisle-annex.js`: the rooms of the engine that a visit with rank slots alone never enters. The engine brings it with
// `import()` when a page has a fill slot, asks for reasons, or calls one of the functions below. It holds its own copy of
// what it shares with the engine. Whatever must work offline or in a hurry (record, rank, consent, erase) is not here.

import type { Check } from '../../contract/guards.ts';
import {
  isCorrectCall,
  isDescribeCall,
  isExplainCall,
  isImportAttributesCall,
  isImportProfileCall,
  isItemCall,
  isPauseCall,
  isPlainCall,
} from '../../contract/protocol.ts';
import { Refusal } from '../envelope.ts';
import { correct, importAttributes, importProfile, notInterested, pause } from './change.ts';
import { toGiven, type Desk } from './desk.ts';
import { describe, explain, exportProfile, readProfile, vocabulary } from './look.ts';

export { displayOf, toShowable } from './display.ts';
export { markSensitive } from './sensitive.ts';
export { createRanker } from '../ranking/rank.ts';

const CALLS = {
  explain: [isExplainCall, explain],
  vocabulary: [isPlainCall, vocabulary],
  describe: [isDescribeCall, describe],
  readProfile: [isPlainCall, readProfile],
  exportProfile: [isPlainCall, exportProfile],
  notInterested: [isItemCall, notInterested],
  correct: [isCorrectCall, correct],
  pause: [isPauseCall, pause],
  importAttributes: [isImportAttributesCall, importAttributes],
  importProfile: [isImportProfileCall, importProfile],
} as const satisfies Record<string, readonly [Check, (call: never, desk: Desk) => Promise<{ readonly ok: true }>]>;

/** The engine's calls that are answered here. */
export type AnnexMethod = keyof typeof CALLS;

/** Answers one call; what it throws, the engine answers as a failure. */
export async function answerCall(method: AnnexMethod, call: unknown, desk: Desk): Promise<{ readonly ok: true }> {
  const [isCall, run] = CALLS[method];
  if (!isCall(call))
    throw new Refusal('bad-request', `given ${toGiven(call)}, expected what the contract says of ${method}`);
  return run(call as never, desk);
}
