import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { noticeChannelName, PROTOCOL_VERSION, type EngineApi } from '../../../contract/protocol.ts';
import { createEngineClient, type EngineClient } from '../../../src/engine-client/engine-client.ts';
import { createBoundary } from '../../../src/sdk/boundary.ts';
import { answerCalls } from '../../../worker/answer-calls.ts';
import { PLAIN, settle } from './device.ts';

/** A worker without a thread: the page's messages reach the engine's side a turn later, as a real one's do. */
class FakeWorker extends EventTarget {
  static last: FakeWorker;
  /** What runs inside; set before a client is created. */
  static inside: (scope: FakeScope) => void = () => {};
  isTerminated = false;
  readonly #scope = new FakeScope(this);
  readonly url: unknown;

  constructor(url: unknown) {
    super();
    this.url = url;
    FakeWorker.last = this;
    setTimeout(() => FakeWorker.inside(this.#scope));
  }

  postMessage(message: unknown): void {
    const data = structuredClone(message);
    setTimeout(() => this.isTerminated || this.#scope.dispatchEvent(new MessageEvent('message', { data })));
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

class FakeScope extends EventTarget {
  readonly #worker: FakeWorker;
  constructor(worker: FakeWorker) {
    super();
    this.#worker = worker;
  }
  postMessage(message: unknown): void {
    const data = structuredClone(message);
    setTimeout(() => this.#worker.isTerminated || this.#worker.dispatchEvent(new MessageEvent('message', { data })));
  }
}

const calls: [string, unknown][] = [];
const engine = new Proxy({} as EngineApi, {
  getOwnPropertyDescriptor: (_target, name) => ({ value: name, configurable: true, enumerable: true }),
  get: (_target, name) => (call: unknown) => {
    calls.push([String(name), call]);
    if (name === 'explain') return Promise.resolve({ ok: false, reason: 'stopped' });
    return name === 'readProfile' ? new Promise(() => {}) : Promise.resolve({ ok: true, revision: 7, rejected: 0 });
  },
});
const running = (scope: FakeScope): void => {
  answerCalls(engine, scope as unknown as Parameters<typeof answerCalls>[1]);
  scope.postMessage({ aisle: PROTOCOL_VERSION });
};

const clients: EngineClient[] = [];
function create(changes: Partial<Parameters<typeof createEngineClient>[0]> = {}): EngineClient {
  const client = createEngineClient({
    workerSource: '/* engine */',
    site: 'shop',
    toScriptUrl: (url) => url,
    listen: createBoundary(() => {}).listen,
    onNotice: () => {},
    onEnd: () => {},
    ...changes,
  });
  clients.push(client);
  return client;
}

const revoked: string[] = [];

beforeEach(() => {
  calls.length = 0;
  revoked.length = 0;
  FakeWorker.inside = running;
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('window', new EventTarget());
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
});

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('the engine client', () => {
  it('starts the worker from a blob of its source, frees the blob, and adds the envelope to each call', async () => {
    const client = create();
    expect(String(FakeWorker.last.url)).toMatch(/^blob:/);
    expect(await client.call('record', { events: [] }, 5_000)).toEqual({ ok: true, revision: 7, rejected: 0 });
    expect(calls).toEqual([['record', { v: PROTOCOL_VERSION, deadlineMs: 5_000, events: [] }]]);
    expect(revoked).toEqual([FakeWorker.last.url]);
  });

  it('starts the worker from the same-origin URL where there is one', () => {
    create({ workerUrl: '/aisle-worker.js' });
    expect(FakeWorker.last.url).toBe('/aisle-worker.js');
  });

  it('passes the URL through the page’s Trusted Types policy', () => {
    const trusted = { trusted: true };
    create({ toScriptUrl: () => trusted });
    expect(FakeWorker.last.url).toBe(trusted);
  });

  it('answers deadline when the engine is late', async () => {
    const client = create();
    expect(await client.call('readProfile', {}, 30)).toEqual({ ok: false, reason: 'deadline' });
    FakeWorker.inside = (scope) => scope.postMessage({ aisle: PROTOCOL_VERSION });
    const mute = create();
    const startedAt = performance.now();
    expect(await mute.call('decide', { slots: [] }, 150)).toEqual({ ok: false, reason: 'deadline' });
    expect(performance.now() - startedAt).toBeGreaterThan(140);
  });

  it('answers stopped to open and later calls once it is stopped, and says nothing more', async () => {
    const onEnd = vi.fn<() => void>();
    const client = create({ onEnd });
    const open = client.call('readProfile', {});
    await settle();
    client.stop();
    client.stop();
    expect(await open).toEqual({ ok: false, reason: 'stopped' });
    expect(await client.call('record', { events: [] })).toEqual({ ok: false, reason: 'stopped' });
    expect(FakeWorker.last.isTerminated).toBe(true);
    expect(onEnd).not.toHaveBeenCalled();
  });

  it('ends when the worker errs, without troubling the shop’s error reporting', async () => {
    const onEnd = vi.fn<() => void>();
    const client = create({ onEnd });
    const open = client.call('readProfile', {});
    const event = new Event('error', { cancelable: true });
    FakeWorker.last.dispatchEvent(event);
    expect(await open).toEqual({ ok: false, reason: 'stopped' });
    expect(event.defaultPrevented).toBe(true);
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(FakeWorker.last.isTerminated).toBe(true);
  });

  it('ends when the worker never says a word', async () => {
    vi.useFakeTimers();
    FakeWorker.inside = () => {};
    const onEnd = vi.fn<() => void>();
    const client = create({ onEnd });
    const open = client.call('hello', {} as never, 60_000);
    await vi.advanceTimersByTimeAsync(8_100);
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(await open).toEqual({ ok: false, reason: 'stopped' });
  });

  it('ends a worker that misses a deadline and stays silent, and no other', async () => {
    vi.useFakeTimers();
    for (const isDead of [true, false]) {
      let isLooping = false;
      FakeWorker.inside = (scope) => {
        scope.addEventListener('message', (event) => isLooping && event.stopImmediatePropagation());
        running(scope);
      };
      const onEnd = vi.fn<() => void>();
      const client = create({ onEnd });
      await vi.advanceTimersByTimeAsync(100);
      isLooping = isDead;
      const late = client.call('readProfile', {}, 150);
      await vi.advanceTimersByTimeAsync(200);
      expect(await late).toEqual({ ok: false, reason: 'deadline' });
      await vi.advanceTimersByTimeAsync(8_100);
      expect(onEnd).toHaveBeenCalledTimes(isDead ? 1 : 0);
      expect(FakeWorker.last.isTerminated).toBe(isDead);
    }
  });

  it('starts no worker where nothing can be kept', async () => {
    vi.stubGlobal('origin', 'null');
    const onEnd = vi.fn<() => void>();
    const client = create({ onEnd });
    expect(await client.call('decide', { slots: [] })).toEqual({ ok: false, reason: 'stopped' });
    await settle();
    expect(onEnd).toHaveBeenCalledOnce();
  });

  it.each<[string, () => void]>([
    ['there is no Worker', () => vi.stubGlobal('Worker', undefined)],
    [
      'the browser refuses the URL',
      () =>
        vi.stubGlobal('Worker', function refuse() {
          throw new TypeError('This document requires TrustedScriptURL');
        }),
    ],
  ])('answers stopped and does not throw where %s', async (_name, prepare) => {
    prepare();
    const onEnd = vi.fn<() => void>();
    const client = create({ onEnd });
    expect(await client.call('decide', { slots: [] })).toEqual({ ok: false, reason: 'stopped' });
    await settle();
    expect(onEnd).toHaveBeenCalledOnce();
  });

  it('calls a payload that cannot be cloned a bad request', async () => {
    const client = create();
    const events = [{ toString: () => 'x' }] as never;
    expect(await client.call('record', { events })).toEqual({ ok: false, reason: 'bad-request' });
  });

  it('hands on notices of the site, and nothing that is none', async () => {
    const heard: unknown[] = [];
    const client = create({ onNotice: (type) => heard.push(type) });
    const [ours, theirs] = [new BroadcastChannel(noticeChannelName('shop')), new BroadcastChannel('other')];
    ours.postMessage({ type: 'granted' });
    for (const rubbish of ['rubbish', null, undefined, 7, [], {}]) ours.postMessage(rubbish);
    theirs.postMessage({ type: 'erased' });
    ours.postMessage({ type: 'revision', revision: 3 });
    ours.postMessage({ type: 'erased' });
    await settle(50);
    client.stop();
    ours.postMessage({ type: 'erased' });
    await settle(50);
    ours.close();
    theirs.close();
    expect(heard).toEqual(['revision', 'erased']);
  });

  it('hears nothing while the page lies in the back/forward cache, which a notice would end', async () => {
    const heard: unknown[] = [];
    create({ onNotice: (type) => heard.push(type) });
    const other = new BroadcastChannel(noticeChannelName('shop'));
    const say = async (revision: number): Promise<void> => {
      other.postMessage({ type: 'revision', revision });
      await settle(50);
    };
    window.dispatchEvent(new Event('pagehide'));
    await say(1);
    expect(heard).toEqual([]);
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    await say(2);
    expect(heard).toEqual(['revision']);
    other.close();
  });

  it('takes an engine that says it is stopped for one that was erased elsewhere', async () => {
    const heard: unknown[] = [];
    const client = create({ onNotice: (type) => heard.push(type) });
    await settle();
    expect(await client.call('explain', { item: 'x' })).toEqual({ ok: false, reason: 'stopped' });
    expect(heard).toEqual(['erased']);
    client.stop();
    expect(await client.call('explain', { item: 'x' })).toEqual({ ok: false, reason: 'stopped' });
    expect(heard).toEqual(['erased']);
  });
});

describe('the worker’s side of a call', () => {
  it('calls the engine’s own methods and nothing else', async () => {
    const listeners: ((event: { data: unknown }) => void)[] = [];
    const answers: unknown[] = [];
    const erase = vi.fn<() => Promise<never>>(() => Promise.resolve({ ok: true } as never));
    answerCalls({ erase } as unknown as EngineApi, {
      addEventListener: (_type, listener) => void listeners.push(listener),
      postMessage: (message) => void answers.push(message),
    });
    const send = (data: unknown): void => listeners[0]!({ data });
    const argumentList = [{ type: 'RAW', value: PLAIN }];
    for (const data of [
      null,
      7,
      {},
      { id: '1', type: 'GET', path: ['erase'] },
      { id: '1', type: 'SET', path: ['erase'], value: { type: 'RAW', value: 1 } },
      { id: '1', type: 'CONSTRUCT', path: ['constructor'], argumentList },
      { id: '1', type: 'APPLY', path: ['constructor'], argumentList },
      { id: '1', type: 'APPLY', path: ['toString'], argumentList },
      { id: '1', type: 'APPLY', path: ['erase', 'call'], argumentList },
      { id: '1', type: 'APPLY', path: [], argumentList },
    ]) {
      send(data);
    }
    await settle();
    expect(answers).toEqual([]);
    send({ id: '2', type: 'APPLY', path: ['erase'], argumentList });
    await settle();
    expect(erase).toHaveBeenCalledExactlyOnceWith(PLAIN);
    expect(answers).toEqual([{ id: '2', type: 'RAW', value: { ok: true } }]);
  });
});
