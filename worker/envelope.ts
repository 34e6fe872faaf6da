import { isRecord } from '../contract/guards.ts';
import { PROTOCOL_VERSION, type Failure, type FailureReason } from '../contract/protocol.ts';

/** Puts version and shape in front of a call, and turns what nobody foresaw into a failure: no call ever rejects. */
export function answering<C, P>(
  isCall: (call: unknown) => call is C,
  run: (call: C) => Promise<P | Failure>,
): (call: unknown) => Promise<P | Failure> {
  return async (call) => {
    try {
      if (isRecord(call) && typeof call['v'] === 'number' && call['v'] !== PROTOCOL_VERSION) {
        return failure('protocol', `the page speaks version ${call['v']}, the worker ${PROTOCOL_VERSION}`);
      }
      return isCall(call) ? await run(call) : failure('bad-request');
    } catch (error) {
      return failure('store', error instanceof Error ? error.message : String(error));
    }
  };
}

export function failure(reason: FailureReason, detail?: string): Failure {
  return detail === undefined ? { ok: false, reason } : { ok: false, reason, detail };
}
