import { wrap } from 'comlink';

import {
  noticeChannelName,
  PROTOCOL_VERSION,
  type EngineApi,
  type Failure,
  type FailureReason,
  type Notice,
} from '../../contract/protocol.ts';
import { after } from '../sdk/after.ts';
import type { Boundary } from '../sdk/boundary.ts';
import { createWorker, type WorkerOptions } from './create-worker.ts';

/** Half of how long a worker may be silent that should speak: blocked without an error event, or in a loop without an end. */
const SILENCE_MS = 4_000;
/** For calls that no slot waits for: they may have to fetch a bundle or delete a database. */
const PATIENT_MS = 10_000;

export type EngineMethod = keyof EngineApi;

/** What a call carries, without the envelope that the client adds. */
export type EnginePayload<M extends EngineMethod> = Omit<Parameters<EngineApi[M]>[0], 'v' | 'deadlineMs'>;

export interface EngineClientOptions extends WorkerOptions {
  /** The site key: names the channel of notices. */
  readonly site: string;
  readonly listen: Boundary['listen'];
  /** Hears what every tab's engine says, this tab's included, and of an erasure also by its own engine's answers. */
  readonly onNotice: (type: Notice['type']) => void;
  /** Called once when the engine ends by itself: refused, blocked, crashed or silent. Not called for `stop`. */
  readonly onEnd: () => void;
}

export interface EngineClient {
  /**
   * Calls the engine. Always resolves, at the latest after `deadlineMs`: to the engine's reply, `deadline`, or `stopped`
   * when there is no worker (any more). What a missed call does in the worker still happens there. A worker that misses a
   * deadline and then gives no sign of life for 8 s is ended; one that is merely slow is not.
   *
   * @default deadlineMs 10,000
   * @example const reply = await engine.call('record', { events });
   */
  call<M extends EngineMethod>(method: M, payload: EnginePayload<M>, deadlineMs?: number): ReturnType<EngineApi[M]>;
  /** Ends the worker at once; open and later calls answer `stopped`. */
  stop(): void;
}

/**
 * Starts the engine's worker and gives the page its calls. Never throws: where no worker may start, or it dies, every call
 * answers `stopped`. The integrator starts it after a grant only.
 */
export function createEngineClient(options: EngineClientOptions): EngineClient {
  const over = new AbortController();
  const { signal } = over;
  const ended = new Promise<Failure>((resolve) => signal.addEventListener('abort', () => resolve(failure('stopped'))));
  const lose = (): void => {
    if (signal.aborted) return;
    over.abort();
    options.onEnd();
  };
  let heard = 0;
  /** Ends a worker that says nothing from now on. */
  const doubt = async (): Promise<void> => {
    const before = heard;
    // in two halves: a page that was frozen or busy hears its timer before the messages that came meanwhile
    await after(SILENCE_MS);
    await after(SILENCE_MS);
    if (heard === before) lose();
  };
  let remote: Record<EngineMethod, (request: object) => Promise<unknown>> | undefined;
  try {
    // a frame in a sandbox can keep nothing
    if (globalThis.origin === 'null') throw new Error();
    const worker = createWorker(options);
    remote = wrap<EngineApi>(worker) as unknown as typeof remote;
    // it speaks first
    void doubt();
    worker.addEventListener('message', () => heard++);
    worker.addEventListener('error', (event) => {
      // the shop's own error reporting has no use for it
      event.preventDefault();
      lose();
    });
    signal.addEventListener('abort', () => worker.terminate());
  } catch {
    // refused at once; told later, when whoever starts us holds the client
    setTimeout(lose);
  }
  let channel: BroadcastChannel | undefined;
  const close = (): void => channel?.close();
  const open = (): void => {
    channel = new BroadcastChannel(noticeChannelName(options.site));
    channel.onmessage = ({ data }: MessageEvent<Partial<Notice> | null>) => {
      const type = data?.type;
      if (type === 'erased' || type === 'revision') options.onNotice(type);
    };
  };
  try {
    open();
    // a message would throw the page out of the back/forward cache
    options.listen(window, 'pagehide', close);
    options.listen(window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && open());
    signal.addEventListener('abort', close);
  } catch {
    // an old browser has none; the tab then knows of itself only
  }

  const call = async (method: EngineMethod, payload: object, deadlineMs = PATIENT_MS): Promise<unknown> => {
    if (signal.aborted || !remote) return failure('stopped');
    try {
      const reply = remote[method]({ ...payload, v: PROTOCOL_VERSION, deadlineMs });
      const inTime = await Promise.race([reply, ended, after(deadlineMs)]);
      if (inTime) {
        // withdrawn or erased elsewhere while this page could not hear of it
        if (!signal.aborted && (inTime as Partial<Failure>).reason === 'stopped') options.onNotice('erased');
        return inTime;
      }
      // what is no request is refused at once by a worker that lives
      void remote.consent({});
      void doubt();
      return failure('deadline');
    } catch {
      // the engine never rejects: what does is a payload that cannot be cloned
      return failure('bad-request');
    }
  };
  return { call: call as EngineClient['call'], stop: () => over.abort() };
}

function failure(reason: FailureReason): Failure {
  return { ok: false, reason };
}
