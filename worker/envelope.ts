import { isRecord } from '../contract/guards.ts';
import { PROTOCOL_VERSION, type Failure, type FailureReason } from '../contract/protocol.ts';

/** Ends a call with an expected outcome: thrown anywhere below it, answered as a failure by `answering`. */
export class Refusal extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, detail?: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Puts version and shape in front of a call, and turns what is thrown in it into a failure: no call ever rejects. */
export function answering<C, P>(
  isCall: (call: unknown) => call is C,
  run: (call: C) => Promise<P>,
): (call: unknown) => Promise<P | Failure> {
  return async (call) => {
    try {
      if (isRecord(call) && typeof call['v'] === 'number' && call['v'] !== PROTOCOL_VERSION)
        throw new Refusal('protocol');
      if (!isCall(call)) throw new Refusal('bad-request');
      return await run(call);
    } catch (error) {
      const { reason = 'store', message } = error as Partial<Refusal>;
      return { ok: false, reason, ...(message && { detail: message }) };
    }
  };
}
