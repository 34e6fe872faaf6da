import type { ItemRef } from '../../../contract/events.ts';
import { MAX_EVENT_ITEMS } from '../../../contract/limits.ts';
import type { EventDraft } from '../../capture/draft.ts';
import { toEventId } from '../../capture/order.ts';
import { emitSearch } from '../../capture/search.ts';
import type { Boundary } from '../../sdk/boundary.ts';
import { toId, toItem } from '../ids.ts';
import type { PriceHint } from '../currencies.ts';
import { parsePrice } from '../prices.ts';
import { readValue } from '../read-rule.ts';
import type { StorefrontHost } from '../storefront.ts';
import { readLines } from './acts.ts';
import type { Basket, Platform } from './platform.ts';

/** Carts that are drawn by scripts are there within that time; a page without lines is an empty cart. */
const DRAWN_MS = 4_000;

/** Records what a page of `platform` is beside a view: a cart, a checkout, an order that is done, results of a search. */
export function recordPage(
  host: StorefrontHost,
  { guard, onEnd }: Boundary,
  at: number,
  platform: Platform,
  kind: string | undefined,
  hint: PriceHint,
): void {
  const emit = (draft: EventDraft, urgent = true): void => host.emit({ ...draft, at }, urgent);
  const lines = (): ItemRef[] => readLines(document, platform.line, hint);
  /** Calls `use` with the lines as soon as there are any, or with none when the page has had its time. */
  const withLines = (use: (items: ItemRef[]) => unknown): void => {
    const now = lines();
    if (now.length > 0) return void use(now);
    const look = guard(() => {
      const items = lines();
      if (items.length > 0) finish(items);
    });
    const observer = new MutationObserver(look);
    const timer = setTimeout(
      guard(() => finish(lines())),
      DRAWN_MS,
    );
    const rest = (): void => {
      observer.disconnect();
      clearTimeout(timer);
    };
    const finish = (items: ItemRef[]): void => {
      rest();
      guard(use)(items);
    };
    observer.observe(document.body, { childList: true, subtree: true });
    onEnd(rest);
  };

  if (kind === 'cart') withLines((items) => emit({ type: 'cart_view', items }));
  else if (kind === 'checkout') {
    const shown = lines();
    emit({ type: 'begin_checkout', items: shown.length > 0 ? shown : toItems(platform.basket, hint) });
  } else if (kind === 'order') {
    const order = orderOf(platform);
    if (!order) return;
    withLines(async (items) => {
      const id = await toEventId(order);
      if (items.length > 0) emit({ type: 'purchase', items, ...(id && { id }) });
    });
  } else if (kind === 'search') {
    const parameters = new URLSearchParams(location.search);
    const query = platform.query.map((name) => parameters.get(name)).find(Boolean);
    if (query) void emitSearch(query, (draft) => emit(draft, false), host.ask);
  }
}

function orderOf({ order, failed }: Platform): string | undefined {
  if (failed && document.querySelector(failed)) return undefined;
  for (const place of order) {
    const found = place instanceof RegExp ? place.exec(location.href)?.[1] : readValue(document.documentElement, place);
    if (found) return found;
  }
  return undefined;
}

/** What the page's own objects say is in the cart. They are somebody else's: whatever they hold, nothing is thrown. */
function toItems(basket: Platform['basket'], hint: PriceHint): ItemRef[] {
  let given: readonly Basket[];
  try {
    given = basket?.().slice(0, MAX_EVENT_ITEMS) ?? [];
  } catch {
    return [];
  }
  return given
    .map(({ ids, price, quantity }) => {
      const item = toItem(
        ids.map(toId).filter((id) => id !== undefined),
        parsePrice(price, hint),
      );
      const count = Math.floor(Number(quantity));
      return item && { ...item, ...(count >= 1 && { quantity: count }) };
    })
    .filter((item) => item !== undefined);
}
