import { make, makeButton } from './dom.ts';

const GAP_PX = 8;
/** Narrower views get it at their lower edge, under the thumb. */
const NARROW_PX = 480;

export interface Popover {
  readonly element: HTMLElement;
  readonly isOpen: () => boolean;
  open(): void;
  close(): void;
}

/**
 * A small dialog beside `anchor`, above everything else by the Popover API where there is one. Escape and a click outside
 * close it; then the focus returns to `anchor`, unless it has gone elsewhere.
 */
export function createPopover(root: ShadowRoot, anchor: HTMLElement, onClose: () => void): Popover {
  const element = make('div', { class: 'pop', role: 'dialog', tabindex: -1, 'aria-labelledby': 'why-title' });
  const isNative = typeof element.showPopover === 'function';
  if (isNative) element.popover = 'manual';
  let open: AbortController | undefined;

  const place = (): void => {
    const at = anchor.getBoundingClientRect();
    const { width, height } = element.getBoundingClientRect();
    const [wide, high] = [document.documentElement.clientWidth, innerHeight];
    const isNarrow = wide < NARROW_PX;
    const below = at.bottom + GAP_PX;
    const above = at.top - GAP_PX - height;
    const top =
      isNarrow || (below + height > high && above < 0) ? high - height - GAP_PX : below + height > high ? above : below;
    const left = isNarrow ? (wide - width) / 2 : Math.min(at.left, wide - width - GAP_PX);
    // through the object model: a policy without `unsafe-inline` does not concern it
    // a card that was moved may be out of view: what is said of it is not
    element.style.setProperty('top', `${Math.max(GAP_PX, Math.min(top, high - height - GAP_PX))}px`);
    element.style.setProperty('left', `${Math.max(GAP_PX, left)}px`);
  };
  const close = (): void => {
    if (!open) return;
    open.abort();
    open = undefined;
    const hadFocus = root.activeElement !== null;
    try {
      if (isNative) element.hidePopover();
    } catch {
      // the card has been taken out of the page
    }
    element.classList.remove('open');
    anchor.setAttribute('aria-expanded', 'false');
    if (hadFocus) anchor.focus();
    onClose();
  };

  return {
    element,
    isOpen: () => open !== undefined,
    close,
    open() {
      open?.abort();
      open = new AbortController();
      const { signal } = open;
      anchor.setAttribute('aria-expanded', 'true');
      if (!element.isConnected) root.append(element);
      // it is hidden when its card is moved
      if (isNative && !element.matches(':popover-open')) element.showPopover();
      if (!isNative) element.classList.add('open');
      place();
      element.focus();
      const isInside = (event: Event): boolean => event.composedPath().includes(root.host);
      const options = { capture: true, signal };
      addEventListener('pointerdown', (event) => isInside(event) || close(), options);
      // an element of ours in the path means nothing here: the focus may have moved to the next card
      addEventListener('focusin', (event) => isInside(event) || close(), options);
      addEventListener(
        'keydown',
        (event) => {
          if (event.key !== 'Escape') return;
          // not also the shop's own drawer
          event.stopPropagation();
          close();
        },
        options,
      );
      for (const type of ['scroll', 'resize']) addEventListener(type, place, { ...options, passive: true });
      if (typeof ResizeObserver === 'function') {
        const observer = new ResizeObserver(place);
        observer.observe(element);
        signal.addEventListener('abort', () => observer.disconnect());
      }
    },
  };
}

/** The title line, with the way to close. */
export function makeHead(title: string, close: string, press: () => void): HTMLElement {
  return make(
    'div',
    { class: 'head' },
    make('h2', { id: 'why-title' }, title),
    makeButton('close', make('span', { 'aria-hidden': 'true' }, '×'), press, { 'aria-label': close }),
  );
}
