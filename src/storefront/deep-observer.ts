import type { StorefrontHost } from './storefront.ts';
import { hasCustomElements, shadowRootsIn } from './selectors.ts';

/** A page that changes all the time is looked at so often. */
const PAUSE_MS = 100;
/** When a page is searched again for roots that came without any change of the document, ms after a route began. */
const AGAIN_MS = [250, 1_000, 3_000];
/** More roots than that are not watched: their content is found, but later. */
const MAX_ROOTS = 1_000;
/** More new elements than that at once, and the page is searched as a whole. */
const MAX_NODES = 200;

export interface DeepObserver {
  /** Another number whenever the page has changed since. */
  version(): number;
  /** The open roots of the page, as far as they have been found. */
  roots(): readonly ShadowRoot[];
  /** Called after the page has changed, at most ten times a second; until `signal` aborts. */
  onChange(then: () => unknown, signal: AbortSignal): void;
  /** A route begins: what it brings is looked for again a few times. */
  startRoute(signal: AbortSignal): void;
}

/**
 * Watches the document and every open shadow root in it, also those that come later, for children that come and go, and has
 * the visit look again. What stands in a closed root cannot be seen by any script but the one that made it.
 */
export function observeDeeply({
  boundary,
  look,
  now,
}: Pick<StorefrontHost, 'boundary' | 'look' | 'now'>): DeepObserver {
  const { guard, onEnd, signal } = boundary;
  const known = new Set<ShadowRoot>();
  const awaited = new Set<string>();
  const listeners = new Set<() => unknown>();
  let added: Element[] | undefined = [];
  let version = 0;
  let isStarted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let toldAt = -Infinity;

  const note = (records: readonly MutationRecord[]): void => {
    if (records.length === 0) return;
    version++;
    for (const { addedNodes } of added ? records : []) {
      for (const node of addedNodes) if (node instanceof Element) added?.push(node);
      if (added!.length > MAX_NODES) added = undefined;
      if (!added) break;
    }
    timer ??= setTimeout(tell, Math.max(0, toldAt + PAUSE_MS - now()));
  };
  const observer = new MutationObserver(guard(note));
  const watch = (root: Node): void => observer.observe(root, { childList: true, subtree: true });

  /** Watches the roots in `within`; true where one is new. */
  const search = (within: ParentNode): boolean => {
    const { shadowRoot: own, localName = '' } = within as Partial<Element>;
    if (!own && !localName.includes('-') && !hasCustomElements(within)) return false;
    const fresh = [...(own ? [own, ...shadowRootsIn(own)] : []), ...shadowRootsIn(within)].filter(
      (root) => !known.has(root),
    );
    for (const root of fresh) {
      if (known.size >= MAX_ROOTS) break;
      known.add(root);
      watch(root);
    }
    awaitDefinitions(within);
    return fresh.length > 0;
  };
  /** A custom element gets its root when its script has come, which changes nothing that is observed. */
  const awaitDefinitions = (within: ParentNode): void => {
    for (const { localName } of within.querySelectorAll(':not(:defined)')) {
      if (awaited.has(localName) || awaited.size >= MAX_NODES) continue;
      awaited.add(localName);
      const found = guard(() => !signal.aborted && searchAll());
      void customElements.whenDefined(localName).then(found, () => {});
    }
  };
  const tell = guard(() => {
    timer = undefined;
    toldAt = now();
    const within = added ?? [document];
    added = [];
    for (const element of within) search(element);
    for (const listener of listeners) guard(listener)();
    // until then the visit looks by itself, when it has told what the page is
    if (isStarted) look();
  });
  const searchAll = (): void => {
    if (search(document)) note([{ addedNodes: [] } as unknown as MutationRecord]);
  };

  watch(document);
  search(document);
  onEnd(() => {
    observer.disconnect();
    clearTimeout(timer);
  });
  return {
    version() {
      note(observer.takeRecords());
      return version;
    },
    roots: () => [...known].filter(({ isConnected }) => isConnected),
    onChange(then, until) {
      listeners.add(then);
      until.addEventListener('abort', () => listeners.delete(then));
    },
    startRoute(until) {
      isStarted = true;
      // a page without such elements gets them by a change, which is seen
      if (known.size + awaited.size === 0) return;
      const timers = AGAIN_MS.map((ms) => setTimeout(guard(searchAll), ms));
      until.addEventListener('abort', () => timers.forEach(clearTimeout));
    },
  };
}
