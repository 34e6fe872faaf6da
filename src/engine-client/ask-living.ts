import type { LivingCall, LivingQuestions } from '../../contract/living-calls.ts';
import type { Reply } from '../../contract/protocol.ts';
import type { EngineClient } from './engine-client.ts';

/** Puts a question to the living profile, with the answer that belongs to it. Always resolves, as `call` does. */
export function askLiving<C extends LivingCall>(
  engine: EngineClient,
  call: C,
): Promise<Reply<LivingQuestions[C['ask']][1]>> {
  return engine.call('living', call);
}
