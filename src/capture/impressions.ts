import type { ItemRef } from '../../contract/events.ts';
import { MAX_EVENT_ITEMS } from '../../contract/limits.ts';
import { ITEM, readCard } from './attributes.ts';
import type { Card } from '../storefront/storefront.ts';
import type { CaptureParts } from './capture.ts';

/** So much of a card for so long is an impression. */
const SHARE = 0.5;
const SEEN_MS = 1_000;
/**
 * Cards are looked for no more often than this, and so many are observed: a long list must not hold up the page. The others
 * follow when somebody scrolls, clicks or types, so many at a time.
 */
const LOOK_MS = 250;
const SLICE = 200;

/**
 * Tells which cards were seen: of each list one `list_view` of those that half of has been in view for a second, each card
 * once. Returns the way to have it look for cards.
 */
export function captureImpressions({ emit, now, boundary, storefront, isMarked }: CaptureParts): () => void {
  const { listen, guard, onEnd, signal } = boundary;
  /** Every card that is observed, as the storefront has it where it does. */
  const cards = new WeakMap<Element, Card | undefined>();
  /** Since when, ms. */
  const inView = new Map<Element, number>();
  const told = new Set<string>();
  let looking: unknown;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const observer = new IntersectionObserver(
    guard((entries: readonly IntersectionObserverEntry[]) => {
      for (const { target, intersectionRatio } of entries) {
        if (intersectionRatio < SHARE) inView.delete(target);
        else inView.set(target, now());
      }
      wait();
    }),
    { threshold: SHARE },
  );
  const wait = (): void => {
    if (inView.size > 0 && document.visibilityState === 'visible') timer ??= setTimeout(tell, SEEN_MS);
  };
  const tell = guard(() => {
    timer = undefined;
    const lists = new Map<string | undefined, ItemRef[]>();
    const orders = new Map<Element, Element[]>();
    for (const [card, since] of inView) {
      if (now() - since < SEEN_MS) continue;
      // one that comes into view again may show another item by then
      inView.delete(card);
      const item = readCard(card, orders) ?? cards.get(card)?.item;
      const key = `${item?.list} ${item?.id}`;
      if (!item || told.has(key)) continue;
      told.add(key);
      lists.set(item.list, [...(lists.get(item.list) ?? []), item].slice(0, MAX_EVENT_ITEMS));
    }
    for (const [list, items] of lists) emit({ type: 'list_view', items, ...(list && { list }) });
    wait();
  });
  /** Found and not observed yet, in the order of the page. */
  const waiting: Element[] = [];
  let observed = 0;
  /** Until somebody does anything by which cards come into view. */
  const stillness = boundary.fork();
  const observe = guard(() => {
    const most = stillness.signal.aborted ? SLICE : SLICE - observed;
    if (signal.aborted || most <= 0) return;
    const slice = waiting.splice(0, most);
    for (const card of slice) observer.observe(card);
    observed += slice.length;
    if (waiting.length > 0) setTimeout(observe);
  });
  const look = guard(() => {
    looking = undefined;
    if (signal.aborted) return;
    const take = (element: Element, card?: Card): void => {
      if (!cards.has(element)) waiting.push(element);
      cards.set(element, card);
    };
    for (const element of isMarked() ? document.querySelectorAll(`[${ITEM}]`) : []) take(element);
    for (const card of storefront()?.cards() ?? []) take(card.element, card);
    observe();
  });

  // until then what is far down a long list costs nothing
  stillness.listen(window, 'scroll click keydown touchmove wheel resize', () => {
    stillness.end();
    observe();
  });
  // a card behind another tab is not seen
  listen(document, 'visibilitychange', () => {
    clearTimeout(timer);
    timer = undefined;
    for (const card of inView.keys()) inView.set(card, now());
    wait();
  });
  onEnd(() => {
    observer.disconnect();
    clearTimeout(timer);
  });
  return () => void (looking ??= setTimeout(look, LOOK_MS));
}
