import type { Boundary } from '../sdk/boundary.ts';
import type { Storefront } from '../storefront/storefront.ts';
import { ITEM, readCard, readItem } from './attributes.ts';
import type { Bucket } from './bucket.ts';
import type { Emit } from './draft.ts';

/** What a click on an element with the attribute says. */
const MEANINGS = [
  ['add_to_cart', 'data-aisle-add'],
  ['remove_from_cart', 'data-aisle-remove'],
  ['product_click', ITEM],
] as const;

/**
 * Product clicks, carts filled and emptied: one listener each for clicks and submits, in the capture phase, so that a
 * handler that stops the event or leaves the page at once hides nothing. Of nested elements the innermost counts: a
 * button in a card in a link is one add_to_cart. What no attribute says the storefront may know. Events made by scripts count
 * where they pass on what somebody has just done, and as long as `take` lets them through.
 */
export function captureDom(
  emit: Emit,
  { listen }: Boundary,
  storefront: () => Storefront | undefined,
  take: Bucket['take'],
): void {
  listen(document, 'click auxclick submit', (event) => {
    if (!event.isTrusted && !(take() && (navigator as Partial<Navigator>).userActivation?.isActive)) return;
    // the middle button opens a tab, the right one a menu
    if ((event as MouseEvent).button > 1) return;
    const isSubmit = event.type === 'submit';
    let isLinked = false;
    // the composed path also leads out of open shadow roots
    const path = event.composedPath().filter((node) => node instanceof Element);
    for (const element of path) {
      // asked of the card, not a step to its product
      if (element.hasAttribute('data-aisle-why')) return;
      isLinked ||= element.matches('a[href], area[href], [data-aisle-link]');
      for (const [type, attribute] of MEANINGS) {
        if (!element.hasAttribute(attribute)) continue;
        const isCard = attribute === ITEM;
        // a card is opened by a link in it; a form speaks when it is sent, every other element when it is clicked
        const isSaid = isCard ? isLinked : element instanceof HTMLFormElement === isSubmit;
        const item = isSaid && (isCard ? readCard(element) : readItem(element, attribute));
        if (item) emit({ type, items: [item] }, true);
        return;
      }
      if (isSubmit) break;
    }
    const heard = storefront()?.hear(event, path);
    if (heard) emit(heard, true);
  });
}
