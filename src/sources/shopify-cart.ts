import type { ItemRef } from '../../contract/events.ts';
import type { ShopifyPage } from './shopify-page.ts';
import type { SourceHost } from './source.ts';

/** A theme's request, in any of its languages. */
const CART = /\/cart\/(add|change|update)(?:\.js|\.json)?(?:[?#]|$)/;
/** A request that comes later than that after a click has another reason. */
const MAX_WAIT_MS = 8_000;
/** What a shopper uses to put something in. */
const ADD =
  'form[action*="/cart/add"],product-form,[name="add"],[data-add-to-cart],[class*="add-to-cart" i],[class*="quick-add" i]';
const LINE = 'tr,li,[data-line],[class*="cart-item" i],[class*="line-item" i]';
const MORE = '[name="plus"],[class*="plus" i],[class*="increase" i]';
const LESS =
  'cart-remove-button,a[href*="quantity=0"],[class*="remove" i],[data-cart-remove],[name="minus"],[class*="minus" i],[class*="decrease" i]';
/** Elements between a button and what holds it together with its product's link. */
const MAX_STEPS = 8;
const PRODUCT = 'a[href*="/products/"]';

/** What the shopper did last that may have changed the cart. */
interface Gesture {
  readonly at: number;
  readonly path: readonly Element[];
}

/**
 * Notices that a theme has asked Shopify to change the cart, by the browser's own list of requests, and tells what changed by what
 * the shopper has just used: the form of a product, its button, the line of a cart. `fetch` stays as it is, and what the request said is not
 * known. One that was refused, where the browser says so, changed nothing.
 */
export function openCart(host: SourceHost, page: ShopifyPage): void {
  const { boundary } = host;
  let last: Gesture | undefined;

  boundary.listen(document, 'click submit change', (event) => {
    if (!event.isTrusted) return;
    last = { at: event.timeStamp, path: event.composedPath().filter((node) => node instanceof Element) };
  });
  const hear = ({ name, startTime, ...rest }: PerformanceResourceTiming & { responseStatus?: number }): void => {
    const [, action] = CART.exec(name) ?? [];
    const gesture = last;
    if (!action || !gesture || startTime < gesture.at || startTime - gesture.at > MAX_WAIT_MS) return;
    if ((rest.responseStatus ?? 0) >= 400) return;
    // one request for one gesture
    last = undefined;
    const at = Math.round(performance.timeOrigin + gesture.at);
    const isAdd = action === 'add';
    const type = isAdd ? 'add_to_cart' : typeOfChange(gesture.path);
    const item = type && (isAdd ? addedBy : changedBy)(gesture.path, page);
    if (type && item) host.tell(type, [item], { at });
  };
  const read = boundary.guard((entries: PerformanceEntryList) => {
    for (const entry of entries) hear(entry as PerformanceResourceTiming);
  });
  const observer = new PerformanceObserver((list) => void read(list.getEntries()));
  observer.observe({ type: 'resource' });
  // a theme that leads to the cart at once
  boundary.listen(window, 'pagehide', () => void read(observer.takeRecords()));
  boundary.onEnd(() => observer.disconnect());
}

/** Whether a line of the cart was given more of its item, or less; a quantity that was typed says neither, unless it is none. */
function typeOfChange(path: readonly Element[]): 'add_to_cart' | 'remove_from_cart' | undefined {
  const line = path.findIndex((element) => element.matches(LINE));
  const used = path.slice(0, line + 1);
  const [field] = path;
  if (used.some((element) => element.matches(LESS))) return 'remove_from_cart';
  if (field instanceof HTMLInputElement && field.type !== 'checkbox' && field.value === '0') return 'remove_from_cart';
  return used.some((element) => element.matches(MORE)) ? 'add_to_cart' : undefined;
}

function addedBy(path: readonly Element[], page: ShopifyPage): ItemRef | undefined {
  const [used] = path;
  const box = path.find((element) => element.matches(ADD));
  if (!used || !box) return undefined;
  const form =
    path.find((element) => element instanceof HTMLFormElement) ??
    path.find((element) => element instanceof HTMLButtonElement)?.form ??
    box.querySelector('form');
  const read = (name: string): string | undefined => {
    const field = form?.elements.namedItem(name);
    return (field as { readonly value?: string } | null | undefined)?.value || undefined;
  };
  const card = cardOf(path);
  const variant = read('id') ?? variantOf(card);
  const quantity = read('quantity');
  if (!variant && page.isProduct()) return page.itemOf({ variant: page.variant(), quantity });
  return page.itemOf({ variant, handle: handleOf(card), quantity });
}

function changedBy(path: readonly Element[], page: ShopifyPage): ItemRef | undefined {
  const line = path.findIndex((element) => element.matches(LINE));
  const used = path.slice(0, line + 1);
  return page.itemOf({ variant: variantOf(used), handle: handleOf(used) });
}

/** From what was used up to what holds it together with a link to its product: a card, or a line. */
function cardOf(path: readonly Element[]): readonly Element[] {
  const near = path.slice(0, MAX_STEPS);
  return near.slice(0, near.findIndex((element) => element.querySelector(PRODUCT)) + 1 || MAX_STEPS);
}

/** The variant that an attribute or a link of what was used names: `?variant=4202`, `/cart/change?id=4202:7d3c`. */
function variantOf(card: readonly Element[]): string | undefined {
  for (const element of card) {
    const said = ['data-variant-id', 'data-variant', 'data-product-variant-id'].map((name) =>
      element.getAttribute(name),
    );
    const link = element.matches('a[href]')
      ? element
      : element.querySelector('a[href*="variant="],a[href*="/cart/change?"]');
    const [, linked] = /[?&](?:variant|id)=(\d+)/.exec(link?.getAttribute('href') ?? '') ?? [];
    const found = said.find((id) => id && /^\d+$/.test(id)) ?? linked;
    if (found) return found;
  }
  return undefined;
}

/** The product that all links of the card lead to. */
function handleOf(card: readonly Element[]): string | undefined {
  const links = [...(card.at(-1)?.querySelectorAll(PRODUCT) ?? [])];
  const handles = new Set(links.map((link) => /\/products\/([^/?#]+)/.exec(link.getAttribute('href') ?? '')?.[1]));
  return handles.size === 1 ? [...handles][0] : undefined;
}
