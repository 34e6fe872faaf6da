import { z } from 'zod';

import { pageKindSchema } from './events.schema.ts';
import { MAX_NAME_LENGTH, MAX_SELECTOR_LENGTH, MAX_SLOT_LENGTH } from './limits.ts';
import { isPattern } from './storefront.ts';

/** CSS; ` >>> ` steps into the open shadow root of what stands before it, and a leading `>>> ` into that of the element itself. */
const selector = z.string().min(1).max(MAX_SELECTOR_LENGTH);
const pattern = z.string().min(1).max(MAX_SELECTOR_LENGTH).refine(isPattern, 'is no regular expression');
/**
 * Which pages: a path in which `*` stands for anything, `/category/*`; with `?` or `#` in it, path, query and fragment. One
 * of several suffices. Default: every page.
 */
const match = z.union([
  z.string().min(1).max(MAX_SELECTOR_LENGTH),
  z.array(z.string().min(1).max(MAX_SELECTOR_LENGTH)).max(16),
]);

/** Where a value stands, seen from an element. */
export const readSchema = z.object({
  /** The first that it finds within the element. Default: the element itself. */
  selector: selector.optional(),
  /** Default: its text. */
  attribute: z.string().min(1).max(MAX_NAME_LENGTH).optional(),
  /** Regular expression; the value is its first group, or all that it matches. Default: all of it, trimmed. */
  pattern: pattern.optional(),
});

/** One of `site.slots`: what `data-aisle-slot` and its companions say, for markup that cannot be touched. */
export const slotRuleSchema = z.object({
  /** Where several elements match `container`, the second is `ID-2`, and so on. */
  id: z
    .string()
    .min(1)
    .max(MAX_SLOT_LENGTH - 4),
  match: match.optional(),
  /** The element whose items change places. */
  container: selector,
  /** Within it. Default: its children. What moves is the item, or what wraps it alone. */
  item: selector.optional(),
  /** Default: found out, by whatever names a product in the item (docs/capture.md). */
  itemId: readSchema.optional(),
  /** Items that stay where they are. */
  pin: selector.optional(),
  /** As `data-aisle-limit`. */
  limit: z.int().min(1).max(10_000).optional(),
  /** As `data-aisle-mode`; a container to be filled has a `<template>` of its own. Default `rank`. */
  mode: z.enum(['rank', 'fill']).optional(),
  /** How items change places. `auto`: found out; `move`: the nodes move; `order`: by CSS `order`. Default `auto`. */
  arrange: z.enum(['auto', 'move', 'order']).optional(),
});

/** One of `site.products`: what a page says of products, for markup that cannot be touched. All but `match` is optional. */
export const productRuleSchema = z.object({
  match: match.optional(),
  /** What kind of page these are. */
  page: pageKindSchema.optional(),
  /**
   * What each element of `container` is: `product`, what the page is about; `card`, one of a list; `line`, of a cart or an
   * order. Default `product`.
   */
  as: z.enum(['product', 'card', 'line']).optional(),
  /** One for each product. Default, for `product`: the page. */
  container: selector.optional(),
  itemId: readSchema.optional(),
  price: readSchema.optional(),
  /** ISO 4217, or where it stands. Default: with the price, else `site.currency`. */
  currency: z.union([z.string().regex(/^[A-Z]{3}$/), readSchema]).optional(),
  quantity: readSchema.optional(),
  /** Buttons that are clicked or forms that are sent, within the container. */
  add: selector.optional(),
  remove: selector.optional(),
  wishlist: selector.optional(),
  /** A form in which the product is reviewed. */
  review: selector.optional(),
  /** Stars of that review, 0 to 5. */
  rating: readSchema.optional(),
  /** A search box, or its form, anywhere on the page. */
  search: selector.optional(),
  /** Name of the URL's parameter with the query, on pages of results. */
  searchParameter: z.string().min(1).max(MAX_NAME_LENGTH).optional(),
  /** The order's number, on the page that says thank you; its lines are `line`s. */
  order: readSchema.optional(),
});
