import type { EngineApi } from '../contract/protocol.ts';

/** The side of a message port that a worker needs. */
export interface CallEndpoint {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/**
 * Answers the page's comlink calls. The page uses comlink's `wrap`; its `expose` would bring the whole of comlink a second
 * time (1.4 kB brotli), and lets a caller read, set and construct along any path of the engine. This answers calls of the
 * engine's own methods with one argument, and nothing else.
 *
 * The messages are those of comlink 4 (`APPLY`, and `RAW` values): https://github.com/GoogleChromeLabs/comlink
 */
export function answerCalls(engine: EngineApi, endpoint: CallEndpoint): void {
  endpoint.addEventListener('message', ({ data }) => {
    const { type, id, path, argumentList } = (data ?? {}) as Partial<WireCall>;
    const method = path?.[0] as keyof EngineApi;
    if (type !== 'APPLY' || path?.length !== 1 || !Object.hasOwn(engine, method)) return;
    const run = engine[method] as (call: unknown) => Promise<unknown>;
    // the engine never rejects
    void run(argumentList?.[0]?.value).then((value) => endpoint.postMessage({ id, type: 'RAW', value }));
  });
}

/** What comlink sends, as far as it is looked at; anything else may come too. */
interface WireCall {
  readonly type: unknown;
  readonly id: unknown;
  readonly path?: ArrayLike<unknown>;
  readonly argumentList?: ArrayLike<{ readonly value?: unknown } | undefined>;
}
