import { iabPage, type Hear, type IabApi } from './iab-api.ts';

interface Answer {
  readonly __tcfapiReturn: { readonly callId: string; readonly returnValue: unknown; readonly success: unknown };
}

/** How long an answer of the page around a frame counts before it is asked again. */
const ASK_MS = 1_000;

/** Finds the page's `__tcfapi` at every call; in a frame without one, the way to that of the page around it. */
export function createTcfFinder(): () => IabApi | undefined {
  let findProxy: (() => IabApi) | undefined;
  return () => iabPage.__tcfapi ?? (findProxy ??= findHost())?.();
}

/** The postMessage proxy of the CMP API: a frame named `__tcfapiLocator` tells which window around this one answers. */
function findHost(): (() => IabApi) | undefined {
  for (let host: Window = window, depth = 0; host !== host.parent; depth++) {
    host = host.parent;
    try {
      // a window of another origin throws where it has no frame of that name
      if (host.frames['__tcfapiLocator' as never]) return createProxy(host, depth);
    } catch {
      // the next one out may have it
    }
  }
  return undefined;
}

/**
 * Only that very window is believed, only from the origin that the browser says it has (Firefox says none), and only with
 * an id that was sent to it.
 *
 * The IAB's own stub (1.5.21) answers a frame only while it is being asked, and forgets who it was: what is chosen later
 * never comes. So there is another proxy after every answer, by which whoever watches asks anew.
 */
function createProxy(host: Window, depth: number): () => IabApi {
  let proxy: IabApi | undefined;
  let id: string;
  let hear: Hear;
  let timer: ReturnType<typeof setTimeout> | undefined;
  addEventListener('message', ({ source, origin, data }) => {
    const hosts = location.ancestorOrigins as DOMStringList | undefined;
    if (source !== host || origin !== (hosts?.[depth] ?? origin)) return;
    try {
      // who is asked by an object answers by one
      const { __tcfapiReturn: answer } = data as Answer;
      // of the latest question only: that before it was to be let go
      if (answer.callId !== id) return;
      hear(answer.returnValue, answer.success);
      clearTimeout(timer);
      timer = setTimeout(() => (proxy = undefined), ASK_MS);
    } catch {
      // the page has other things to tell its frames
    }
  });
  return () =>
    (proxy ??= (command, version, listener, parameter) => {
      hear = listener as Hear;
      id = command + Math.random();
      host.postMessage({ __tcfapiCall: { command, version, parameter, callId: id } }, '*');
    });
}
