import type { AnswerMessage, CallMessage, EngineApi } from '../contract/protocol.ts';

/** The side of a message port that a worker needs. */
export interface CallEndpoint {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: AnswerMessage): void;
}

/** Answers the page's calls of the engine's own methods, and nothing else. */
export function answerCalls(engine: EngineApi, endpoint: CallEndpoint): void {
  endpoint.addEventListener('message', ({ data }) => {
    const [id, method, call] = (Array.isArray(data) ? data : []) as unknown as CallMessage;
    if (!Object.hasOwn(engine, method)) return;
    const run = engine[method as keyof EngineApi] as (call: unknown) => Promise<unknown>;
    // the engine never rejects
    void run(call).then((reply) => endpoint.postMessage([id, reply]));
  });
}
