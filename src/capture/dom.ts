import type { ItemRef } from '../../contract/events.ts';
import { readItem } from './attributes.ts';
import type { Emit } from './draft.ts';

const ADD = 'data-aisle-add';
const REMOVE = 'data-aisle-remove';
const ITEM = 'data-aisle-item';

/**
 * Product clicks, carts filled and emptied: one listener each for clicks and submits, in the capture phase, so that a
 * handler that stops the event or leaves the page at once hides nothing. Of nested elements the innermost counts: a
 * button in a card in a link is one add_to_cart. Clicks made by scripts are ignored.
 */
export function captureDom(document: Document, emit: Emit, signal: AbortSignal): void {
  const onClick = (event: MouseEvent): void => {
    if (!event.isTrusted) return;
    let linked = false;
    // the composed path also leads out of open shadow roots
    for (const element of event.composedPath()) {
      if (!(element instanceof Element)) continue;
      if (element.hasAttribute(REMOVE)) return emitItem('remove_from_cart', readItem(element, REMOVE));
      if (element.hasAttribute(ADD)) {
        // a form speaks when it is sent
        if (!(element instanceof HTMLFormElement)) emitItem('add_to_cart', readItem(element, ADD));
        return;
      }
      linked ||= element.matches('a[href], area[href]') || element.hasAttribute('data-aisle-link');
      if (element.hasAttribute(ITEM)) {
        if (linked) emitItem('product_click', placed(element));
        return;
      }
    }
  };
  const emitItem = (type: 'product_click' | 'add_to_cart' | 'remove_from_cart', item: ItemRef | undefined): void => {
    if (item) emit({ type, items: [item] }, true);
  };

  const options = { capture: true, passive: true, signal };
  document.addEventListener('click', onClick, options);
  document.addEventListener('auxclick', (event) => event.button === 1 && onClick(event), options);
  document.addEventListener(
    'submit',
    (event) => {
      const form = event.composedPath()[0];
      if (!event.isTrusted || !(form instanceof Element)) return;
      if (form.hasAttribute(ADD)) emitItem('add_to_cart', readItem(form, ADD));
      else if (form.hasAttribute(REMOVE)) emitItem('remove_from_cart', readItem(form, REMOVE));
    },
    options,
  );
}

/** A card's item with its list and its place in it. */
function placed(card: Element): ItemRef | undefined {
  const item = readItem(card, ITEM);
  const slot = card.closest('[data-aisle-slot]');
  const list = slot?.getAttribute('data-aisle-slot');
  if (!item || !slot || !list) return item;
  return { ...item, list: list.slice(0, 64), position: Array.from(slot.querySelectorAll(`[${ITEM}]`)).indexOf(card) };
}
