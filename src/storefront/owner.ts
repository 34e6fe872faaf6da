import { idsOf as idsOfItem, type ItemRef } from '../../contract/events.ts';
import { MAX_ALSO_IDS } from '../../contract/limits.ts';
import type { Site } from '../../contract/site.ts';
import { labelOf, submittedBy } from './actions.ts';
import { cardAround, itemOfCard } from './cards.ts';
import { hintOf, priceOf } from './element-prices.ts';
import { allOf, toItem } from './ids.ts';
import { idsOf, idsOfForm } from './item-ids.ts';
import { isAlike } from './openers.ts';
import { productOfPage } from './product-page.ts';
import { quantityFields, quantityIn, toQuantity } from './quantity.ts';
import { parentOf } from './selectors.ts';

/** So far up the price and the quantity may stand that belong to a button. */
const MAX_LEVELS = 6;

/**
 * The item that a button is for: what its form and its own attributes name, a variant first, then what the card says that it
 * stands in, or else the page. Undefined where nothing names one.
 */
export function ownerOf(control: Element, site: Site): ItemRef | undefined {
  const form = submittedBy(control) ?? control.closest('form') ?? undefined;
  const card = cardAround(control)?.element;
  const around = card ? itemOfCard(card, site) : productOfPage(site);
  const [scope, isListed] = card ? [card, true] : scopeOf(form ?? control, control);
  const own = [...(form ? idsOfForm(form) : []), ...chosenIn(control), ...allOf(idsOf(control))];
  // without a card and a product of the page, what stands around the button counts only where it is one of many
  const item = withIds(own, around ?? (isListed ? toItem(allOf(idsOf(scope))) : undefined));
  if (!item) return undefined;
  const said = toQuantity(control.getAttribute('data-quantity') ?? control.getAttribute('data-qty'));
  const quantity = said ?? (form && quantityIn(form)) ?? quantityIn(scope);
  const price = item.price === undefined ? priceOf(scope, hintOf(site)) : undefined;
  return { ...item, ...price, ...(quantity && { quantity }) };
}

/** `item` under the best of `ids`, which come before its own. */
function withIds(ids: readonly string[], item: ItemRef | undefined): ItemRef | undefined {
  const all = [...new Set([...ids, ...(item ? idsOfItem(item) : [])])];
  const [id, ...others] = all;
  if (id === undefined) return undefined;
  const { also: _, ...rest } = item ?? { id };
  const also = others.slice(0, MAX_ALSO_IDS);
  return { ...rest, id, ...(also.length > 0 && { also }) };
}

/** The value of a button that sends a product's id under a product's name. */
function chosenIn(control: Element): string[] {
  const { name = '', value = '' } = control as Partial<HTMLButtonElement>;
  return /add-to-cart|product|sku|variant|item|^id$/i.test(name) && /\d/.test(value) ? [value] : [];
}

/** As much around `element` as belongs to one button such as `control`, and whether beside it there is more of the kind. */
function scopeOf(element: Element, control: Element): readonly [scope: Element, isListed: boolean] {
  let scope = element;
  for (let level = 0; level < MAX_LEVELS; level++) {
    const parent = parentOf(scope);
    if (!parent || parent.matches('html,body')) break;
    for (const other of parent.getElementsByTagName(control.localName)) {
      if (other !== control && isAlike(control, other) && labelOf(other) === labelOf(control)) return [scope, true];
    }
    if (quantityFields(parent).length > 1) break;
    scope = parent;
  }
  return [scope, false];
}
