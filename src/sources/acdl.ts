import { readAdobe, type ReadState } from './acdl-events.ts';
import { readGlobal } from './page-globals.ts';
import { toPlain } from './plain.ts';
import type { ConnectSource } from './source.ts';

/** Adobe Client Data Layer, as a page has it once its script is there. Before that it is a list. */
interface AdobeLayer {
  push(entry: (layer: AdobeLayer) => void): unknown;
  addEventListener(type: string, hear: (event: unknown) => void, options?: { readonly scope: string }): unknown;
  removeEventListener?(type: string, hear: (event: unknown) => void): unknown;
  readonly getState?: ReadState;
}

const EVENT = 'adobeDataLayer:event';

/**
 * Hears Adobe's client data layer by its own listener, which a function that is pushed gets hold of as soon as the layer's script
 * is there. What was pushed before stands in the list, which is only read: before the script comes, or where it never
 * does, it is read again whenever somebody may have pushed, and when the page is left.
 */
export const connectAcdl: ConnectSource = (host) => {
  const { boundary, isFlooded } = host;
  const { guard, listen, onEnd } = boundary;
  const read = new WeakSet<object>();
  const known = new WeakSet<object>();
  let isEarly = true;

  const tellOf = readAdobe(host);
  const hear = (given: unknown, getState: ReadState | undefined, at?: number): void => {
    if (!isFlooded()) tellOf(toPlain(host.copy(given)), getState, at);
  };
  /** What stands in the list and has not been read. */
  const readList = (list: readonly unknown[], getState?: ReadState): void => {
    const at = isEarly ? host.at : undefined;
    for (const entry of list) {
      if (typeof entry !== 'object' || !entry || read.has(entry)) continue;
      read.add(entry);
      hear(entry, getState, at);
    }
  };
  const connect = (layer: AdobeLayer): void => {
    const start = guard((dl: AdobeLayer) => {
      const getState: ReadState = (path) => dl.getState?.(path);
      readList(dl as unknown as readonly unknown[], getState);
      const heard = guard((event: unknown) => hear(event, getState));
      dl.addEventListener(EVENT, heard, { scope: 'future' });
      onEnd(() => dl.removeEventListener?.(EVENT, heard));
    });
    // its result is nobody's
    layer.push((dl) => void start(dl));
  };
  const look = (): void => {
    const layer = readGlobal('adobeDataLayer');
    if (!Array.isArray(layer)) return;
    // once the script is there its listener tells
    if (!('getState' in layer)) readList(layer);
    if (known.has(layer)) return;
    known.add(layer);
    connect(layer as unknown as AdobeLayer);
  };

  host.lookAgain(look);
  isEarly = false;
  // after the page's own handlers of the same click, which push
  listen(document, 'click submit', () => void setTimeout(guard(look)));
  listen(window, 'pagehide', look);
};
