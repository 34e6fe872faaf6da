import { iabPage, type Hear, type IabApi } from './iab-api.ts';

interface Answer {
  readonly __tcfapiReturn: { readonly callId: string; readonly returnValue: unknown; readonly success: unknown };
}

/** Finds the page's `__tcfapi` at every call; in a frame without one, the way to that of the page around it. */
export function createTcfFinder(): () => IabApi | undefined {
  let proxy: IabApi | undefined;
  return () => iabPage.__tcfapi ?? (proxy ??= findProxy());
}

/** The postMessage proxy of the CMP API: a frame named `__tcfapiLocator` tells which window around this one answers. */
function findProxy(): IabApi | undefined {
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
 */
function createProxy(host: Window, depth: number): IabApi {
  const calls: Record<string, unknown> = {};
  addEventListener('message', ({ source, origin, data }) => {
    const hosts = location.ancestorOrigins as DOMStringList | undefined;
    if (source !== host || origin !== (hosts?.[depth] ?? origin)) return;
    try {
      // some answer by a string, whatever they were asked by
      const { __tcfapiReturn: answer } = (typeof data === 'string' ? JSON.parse(data) : data) as Answer;
      (calls[answer.callId] as Hear)(answer.returnValue, answer.success);
    } catch {
      // the page has other things to tell its frames
    }
  });
  return (command, version, hear, parameter) => {
    const callId = command + Math.random();
    calls[callId] = hear;
    host.postMessage({ __tcfapiCall: { command, version, parameter, callId } }, '*');
  };
}
