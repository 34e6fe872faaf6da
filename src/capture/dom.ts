import type { ItemRef } from '../../contract/events.ts';
import { MAX_NAME_LENGTH } from '../../contract/limits.ts';
import type { Boundary } from '../sdk/boundary.ts';
import { readItem } from './attributes.ts';
import type { Emit } from './draft.ts';

const ITEM = 'data-aisle-item';
/** What a click on an element with the attribute says. */
const MEANINGS = [
  ['add_to_cart', 'data-aisle-add'],
  ['remove_from_cart', 'data-aisle-remove'],
  ['product_click', ITEM],
] as const;

/**
 * Product clicks, carts filled and emptied: one listener each for clicks and submits, in the capture phase, so that a
 * handler that stops the event or leaves the page at once hides nothing. Of nested elements the innermost counts: a
 * button in a card in a link is one add_to_cart. Clicks made by scripts are ignored.
 */
export function captureDom(emit: Emit, { listen }: Boundary): void {
  listen(document, 'click auxclick submit', (event) => {
    // the middle button opens a tab, the right one a menu
    if (!event.isTrusted || (event as MouseEvent).button > 1) return;
    const isSubmit = event.type === 'submit';
    let isLinked = false;
    // the composed path also leads out of open shadow roots
    for (const element of event.composedPath()) {
      if (!(element instanceof Element)) continue;
      isLinked ||= element.matches('a[href], area[href], [data-aisle-link]');
      for (const [type, attribute] of MEANINGS) {
        if (!element.hasAttribute(attribute)) continue;
        const isCard = attribute === ITEM;
        // a card is opened by a link in it; a form speaks when it is sent, every other element when it is clicked
        const isSaid = isCard ? isLinked : element instanceof HTMLFormElement === isSubmit;
        const item = isSaid && (isCard ? placed(element) : readItem(element, attribute));
        if (item) emit({ type, items: [item] }, true);
        return;
      }
      if (isSubmit) return;
    }
  });
}

/** A card's item with its list and its place in it. */
function placed(card: Element): ItemRef | undefined {
  const item = readItem(card, ITEM);
  const slot = card.closest('[data-aisle-slot]');
  const list = slot?.getAttribute('data-aisle-slot');
  if (!item || !slot || !list) return item;
  const position = [...slot.querySelectorAll(`[${ITEM}]`)].indexOf(card);
  return { ...item, list: list.slice(0, MAX_NAME_LENGTH), position };
}
