import type { EventType } from '../../contract/events.ts';

const THING = '(?:product|item)s?';
const CART = '(?:(?:shopping)?cart|bag|basket)';
const WISHES = '(?:wishlist|favou?rites)';

/**
 * What shops call what happens, by the letters of it alone ("Product Added", "product_added", "productAdded"): Segment's
 * specification, its older one with the verb in front, GA4's names, and the ways in which Mixpanel's are commonly written.
 */
const NAMES: readonly (readonly [EventType, string])[] = [
  ['wishlist_add', `(?:${THING})?add(?:ed)?(?:${THING})?to(?:my)?${WISHES}|${WISHES}(?:${THING})?add(?:ed)?`],
  [
    'list_view',
    `${THING}(?:list|category)(?:view|filter)(?:ed)?|view(?:ed)?${THING}(?:list|category)|(?:category|collection)(?:page)?view(?:ed)?|view(?:ed)?(?:category|collection)`,
  ],
  ['product_view', `${THING}(?:page|details?)?view(?:ed)?|view(?:ed)?${THING}(?:page|details?)?`],
  ['product_click', `(?:${THING}(?:list)?(?:click|select)|(?:click|select)(?:ed)?(?:on)?${THING})(?:ed)?`],
  [
    'add_to_cart',
    `${THING}add(?:ed)?(?:to${CART})?|add(?:ed)?(?:${THING})?to${CART}|added${THING}|${CART}(?:${THING})?add(?:ed)?|wishlistproductaddedtocart`,
  ],
  [
    'remove_from_cart',
    `${THING}removed?(?:from${CART})?|removed?(?:${THING})?from${CART}|removed${THING}|${CART}(?:${THING})?removed?`,
  ],
  ['cart_view', `${CART}(?:page)?view(?:ed)?|view(?:ed)?${CART}`],
  ['begin_checkout', `checkout(?:start|begin|initiate)(?:e?d)?|(?:beg[iau]n|start|initiate)(?:e?d)?checkout`],
  [
    'purchase',
    `order(?:complete|place|confirm)(?:e?d)?|(?:complete|place)d?order|purchased?(?:completed?)?|completed?purchase|${THING}purchased?|purchased?${THING}`,
  ],
  ['refund', `order(?:refund|cancell?)(?:ed)?|(?:refund|cancell?)(?:ed)?order|refund(?:ed)?`],
  ['search', `(?:${THING}|site)?search(?:ed|es|submitted|performed)?|search(?:ed)?${THING}|viewsearchresults`],
  ['promotion_view', `promo(?:tion)?view(?:ed)?|view(?:ed)?promo(?:tion)?`],
  ['promotion_click', `promo(?:tion)?(?:click|select)(?:ed)?|(?:click|select)(?:ed)?promo(?:tion)?`],
  ['review', `${THING}review(?:e?d|submitted|added)?|review(?:ed)?${THING}`],
];

/** Letters and digits of a name alone, in lower case; what stands before a colon is a vocabulary's prefix. */
export function toBareName(name: string): string {
  return name
    .replace(/^\w+:/, '')
    .toLowerCase()
    .replaceAll(/[^a-z\d]/g, '');
}

/** What a tracker's event is in the canonical vocabulary; undefined for whatever else trackers are told. */
export function toEventType(name: unknown): EventType | undefined {
  if (typeof name !== 'string' || name.length > 64) return undefined;
  const bare = toBareName(name);
  return NAMES.find(([, pattern]) => new RegExp(`^(?:${pattern})$`).test(bare))?.[0];
}
