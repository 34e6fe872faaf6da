import type { AisleEvent } from '../../contract/events.ts';
import { newId, type Clock, type RandomSource } from '../../contract/ids.ts';
import { MAX_BATCH_EVENTS } from '../../contract/limits.ts';
import type { Failure } from '../../contract/protocol.ts';
import type { Boundary } from '../sdk/boundary.ts';
import type { Emit } from './draft.ts';

/** How long an event that nothing waits for may wait for company. */
const BATCH_MS = 200;
const RETRY_MS = 1_000;
/** More than that unsent means the engine is in trouble; the oldest go first. */
const MAX_PENDING = 512;

export interface Recorder {
  readonly emit: Emit;
  /** Sends what waits; called before the page may go away. Resolves when it has been answered once. */
  flush(): unknown;
  /** What the engine has not acknowledged yet. */
  unsent(): AisleEvent[];
}

/**
 * Gives events their time and id and hands them to the engine in batches. A batch that failed for a reason that may pass
 * is sent once more; the ids make sure that it counts once. What the engine cannot judge yet, since its bundle or its
 * annex is not there, waits in memory for the next time.
 */
export function createRecorder(parts: {
  readonly send: (events: AisleEvent[]) => Promise<{ readonly ok: true } | Failure>;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** When it ends, what waits is dropped, and nothing more is taken. */
  readonly boundary: Boundary;
  /** What waits to be sent: at first events of an earlier page. */
  readonly waiting: AisleEvent[];
}): Recorder {
  const { send, clock, random, boundary, waiting } = parts;
  const { signal, guard, onEnd } = boundary;
  const sent = new Set<AisleEvent>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const deliver = async (events: AisleEvent[], mayRetry: boolean): Promise<void> => {
    if (signal.aborted) return;
    for (const event of events) sent.add(event);
    const reply = await send(events);
    const reason = reply.ok ? '' : reply.reason;
    if (mayRetry && /^(deadline|store)$/.test(reason)) {
      setTimeout(
        guard(() => deliver(events, false)),
        RETRY_MS,
      );
      return;
    }
    // a device that is merely slow may have it by now, or not: the next page sends it again
    if (reason === 'deadline') return;
    for (const event of events) sent.delete(event);
    if (/^(no-bundle|not-loaded)$/.test(reason)) {
      waiting.unshift(...events);
      drop(MAX_PENDING);
    }
  };
  /** Leaves the latest `count`. */
  const drop = (count: number): unknown => waiting.splice(0, waiting.length - count);

  const flush = guard(() => {
    clearTimeout(timer);
    timer = undefined;
    const sent: Promise<void>[] = [];
    while (waiting.length > 0) sent.push(deliver(waiting.splice(0, MAX_BATCH_EVENTS), true));
    return Promise.all(sent);
  });
  onEnd(() => {
    drop(0);
    sent.clear();
  });

  return {
    emit(draft, urgent) {
      if (signal.aborted) return;
      waiting.push({ id: newId(random), at: clock.now(), ...draft } as AisleEvent);
      drop(MAX_PENDING);
      if (urgent) flush();
      else timer ??= setTimeout(flush, BATCH_MS);
    },
    flush,
    unsent: () => [...sent, ...waiting],
  };
}
