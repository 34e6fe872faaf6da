import { wrap } from 'comlink';

import {
  isNotice,
  noticeChannelName,
  PROTOCOL_VERSION,
  type EngineApi,
  type Failure,
  type FailureReason,
  type Notice,
} from '../../contract/protocol.ts';
import { DEFAULT_DEADLINE_MS } from '../../contract/site.ts';
import { createWorker, type ToScriptUrl } from './create-worker.ts';

/** A worker that has not said a word by then was blocked without an error event. */
const HANDSHAKE_MS = 5_000;
/** For calls that nobody's slot waits for: they may have to fetch a bundle or delete a database. */
const PATIENT_MS = 10_000;

export type EngineMethod = keyof EngineApi;

/** What a call carries, without the envelope that the client adds. */
export type EnginePayload<M extends EngineMethod> = Omit<Parameters<EngineApi[M]>[0], 'v' | 'deadlineMs'>;

export interface EngineClientOptions {
  /** The worker's whole source as a classic script; started from a blob URL. */
  readonly workerSource: string;
  /** Same-origin URL of the worker as a file, for a CSP without `blob:`; then `workerSource` is not used. */
  readonly workerUrl?: string;
  /** The site key: names the channel of notices. */
  readonly site: string;
  /** Makes a script URL acceptable where Trusted Types are enforced. Default: a policy of its own named `aisle`. */
  readonly toScriptUrl?: ToScriptUrl;
}

export interface EngineClient {
  /**
   * Calls the engine. Always resolves, at the latest after `deadlineMs`: to the engine's reply, `deadline`, or `stopped`
   * when there is no worker (any more). What a missed call does in the worker still happens there.
   *
   * @default deadlineMs 150 for `decide` and `explain`, 10,000 for the others
   * @example const reply = await engine.call('record', { events });
   */
  call<M extends EngineMethod>(method: M, payload: EnginePayload<M>, deadlineMs?: number): ReturnType<EngineApi[M]>;
  /** Notices of every tab's engine, this tab's included. Returns the way to unsubscribe. */
  onNotice(listener: (notice: Notice) => void): () => void;
  /** Called once when the engine ends by itself: blocked, crashed or mute. Not called for `stop`. */
  onEnd(listener: () => void): () => void;
  /** Ends the worker at once; open and later calls answer `stopped`. */
  stop(): void;
}

/**
 * Starts the engine's worker and gives the page its calls. Never throws: where no worker may start, or it dies, every call
 * answers `stopped`. The integrator starts it after a grant only.
 */
export function createEngineClient(options: EngineClientOptions): EngineClient {
  const pending = new Set<(reply: Failure) => void>();
  const noticeListeners = new Set<(notice: Notice) => void>();
  const endListeners = new Set<() => void>();
  const started = createWorker(options);
  let remote = started && wrap<EngineApi>(started.worker);
  const channel = started && openChannel(options.site);

  const stop = (): void => {
    if (!remote) return;
    remote = undefined;
    clearTimeout(handshake);
    started?.end();
    if (channel) channel.onmessage = null;
    channel?.close();
    for (const settle of pending) settle(failure('stopped'));
  };
  const lose = (): void => {
    if (!remote) return;
    stop();
    for (const listener of endListeners) guard(listener);
  };
  const handshake = setTimeout(lose, HANDSHAKE_MS);

  if (started) {
    // the worker's first message; comlink's own carry an id and are not looked at here
    started.worker.addEventListener('message', () => clearTimeout(handshake), { once: true });
    started.worker.addEventListener('error', (event) => {
      // the shop's own error reporting has no use for it
      event.preventDefault();
      lose();
    });
  } else clearTimeout(handshake);
  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isNotice(data)) for (const listener of noticeListeners) guard(() => listener(data));
    };
  }

  const call = (method: EngineMethod, payload: object, deadlineMs = deadlineOf(method)): Promise<unknown> =>
    new Promise((resolve) => {
      if (!remote) {
        resolve(failure('stopped'));
        return;
      }
      const settle = (reply: unknown): void => {
        clearTimeout(timer);
        pending.delete(settle);
        resolve(reply);
      };
      const timer = setTimeout(() => settle(failure('deadline')), deadlineMs);
      pending.add(settle);
      const send = remote[method] as (request: object) => Promise<unknown>;
      // the engine never rejects: what does is a payload that cannot be cloned
      send({ ...payload, v: PROTOCOL_VERSION, deadlineMs }).then(settle, () => settle(failure('bad-request')));
    });

  return Object.freeze({
    call: call as EngineClient['call'],
    onNotice: (listener: (notice: Notice) => void) => subscribe(noticeListeners, listener),
    onEnd: (listener: () => void) => subscribe(endListeners, listener),
    stop,
  });
}

function deadlineOf(method: EngineMethod): number {
  return method === 'decide' || method === 'explain' ? DEFAULT_DEADLINE_MS : PATIENT_MS;
}

function failure(reason: FailureReason): Failure {
  return { ok: false, reason };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function openChannel(site: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(noticeChannelName(site));
  } catch {
    // an opaque origin has none; the tab then knows of itself only
    return undefined;
  }
}

function guard(listener: () => void): void {
  try {
    listener();
  } catch {
    // one listener's fault is not the next one's
  }
}
