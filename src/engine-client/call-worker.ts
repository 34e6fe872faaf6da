import type { AnswerMessage, CallMessage } from '../../contract/protocol.ts';

/**
 * Calls one of the engine's methods. Rejects where what is sent cannot be cloned; does not settle where the worker never answers,
 * so that whoever calls holds it to a deadline.
 */
export type CallWorker = (method: string, request: object) => Promise<unknown>;

/** The page's half of what `worker/answer-calls.ts` answers. */
export function createCalls(worker: Worker): CallWorker {
  const open = new Map<number, (reply: unknown) => void>();
  let id = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<AnswerMessage>) => {
    // the worker's first word, that it runs, answers nobody
    open.get(data[0])?.(data[1]);
    open.delete(data[0]);
  });
  return (method, request) =>
    new Promise((resolve) => {
      worker.postMessage([++id, method, request] satisfies CallMessage);
      open.set(id, resolve);
    });
}
