import type { z } from 'zod';

import { PAGE_KINDS } from './events.ts';
import { integer, isShape, list, match, maybe, oneOf, shape, text, type Check } from './guards.ts';
import { MAX_NAME_LENGTH, MAX_SELECTOR_LENGTH, MAX_SLOT_LENGTH } from './limits.ts';
import type { productRuleSchema, readSchema, slotRuleSchema } from './storefront.schema.ts';

/** Where a value stands, seen from an element. */
export type ReadRule = z.infer<typeof readSchema>;
export type SlotRule = z.infer<typeof slotRuleSchema>;
export type ProductRule = z.infer<typeof productRuleSchema>;

const selector = /* @__PURE__ */ text(1, MAX_SELECTOR_LENGTH);
const name = /* @__PURE__ */ text(1, MAX_NAME_LENGTH);
const pages: Check = (value) => selector(value) || list(selector, 0, 16)(value);

/** Whether `value` says where another one stands, exactly as `readSchema` decides. Never throws. */
export function isRead(value: unknown): value is ReadRule {
  return isShape(
    value,
    {
      selector: maybe(selector),
      attribute: maybe(name),
      pattern: maybe((given) => selector(given) && isPattern(given as string)),
    },
    true,
  );
}

/** Whether a rule of `site.slots` can be used, exactly as `slotRuleSchema` decides. Never throws. */
export function isSlotRule(value: unknown): value is SlotRule {
  return isShape(
    value,
    {
      id: text(1, MAX_SLOT_LENGTH - 4),
      match: maybe(pages),
      container: selector,
      item: maybe(selector),
      itemId: maybe(isRead),
      pin: maybe(selector),
      limit: maybe(integer(1, 10_000)),
      mode: maybe(oneOf('rank', 'fill')),
      arrange: maybe(oneOf('auto', 'move', 'order')),
    },
    true,
  );
}

/** Whether a rule of `site.products` can be used, exactly as `productRuleSchema` decides. Never throws. */
export function isProductRule(value: unknown): value is ProductRule {
  const one = maybe(selector);
  const read = maybe(isRead);
  return shape(
    {
      match: maybe(pages),
      page: maybe(oneOf(...PAGE_KINDS)),
      as: maybe(oneOf('product', 'card', 'line')),
      container: one,
      itemId: read,
      price: read,
      currency: maybe((value) => match(/^[A-Z]{3}$/)(value) || isRead(value)),
      quantity: read,
      add: one,
      remove: one,
      wishlist: one,
      review: one,
      rating: read,
      search: one,
      searchParameter: maybe(name),
      order: read,
    },
    true,
  )(value);
}

/** Whether `pattern` is a regular expression. */
export function isPattern(pattern: string): boolean {
  try {
    return !!new RegExp(pattern);
  } catch {
    return false;
  }
}
