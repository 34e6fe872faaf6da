import { z } from 'zod';

import { offerContentSchema } from '../../contract/segments.schema.ts';
import type { Match, Offer, Segment } from '../../contract/segments.ts';
import type { CatalogueHints } from './catalogue-hints.ts';

const ids = [
  'viewed-not-bought',
  'frequent-buyers',
  'left-cart-after-viewing',
  'back-within-a-day',
  'luxury-shoppers',
  'enthusiasts',
  'cart-waiting',
  'valuable-cart-left',
] as const;

const group = z.strictObject({ attribute: z.string().min(1), value: z.string().min(1) });

/** What a shop may say of the classics; what it leaves out is found in its catalogue and log. */
export const classicsSchema = z.strictObject({
  preset: z.literal('classics'),
  /** What somebody looks at and does not buy. Default: what the log is about most. */
  category: group.optional(),
  /** What somebody buys often. Default: `category`. */
  line: group.optional(),
  /** What somebody looks at often: `{ "attribute": "category", "value": "Smartphones" }`. Default: `category`. */
  enthusiasts: group.optional(),
  /** From this price on a product is high-end. Default: the price that a tenth of the catalogue reaches. */
  highEnd: z.number().min(0).optional(),
  /** Items after whose view an abandoned cart says something. Default: the ten that the log is about most. */
  watched: z.array(z.string().min(1)).min(1).max(1_000).optional(),
  /** Worth of a cart from which on it is valuable. Default: what a quarter of the log's orders reach. */
  cartValue: z.number().min(0).optional(),
  /** Left out. */
  without: z.array(z.enum(ids)).optional(),
  /** Names in the shop's own words. */
  names: z.partialRecord(z.enum(ids), z.string().min(1).max(200)).optional(),
});

/** The offers of the classics: a time-sensitive one for a waiting cart, and to keep a valuable one where there is `recovery`. */
export const classicOffersSchema = z.strictObject({
  preset: z.literal('classics'),
  /** Of the time-sensitive offer, such as a coupon. */
  reminder: offerContentSchema.optional(),
  keep: offerContentSchema.optional(),
});

export type Classics = z.infer<typeof classicsSchema>;
export type ClassicOffers = z.infer<typeof classicOffersSchema>;

/** What somebody does on a page by themselves. */
const ACTIONS: Match['type'] = ['page_view', 'product_view', 'product_click', 'add_to_cart', 'search', 'purchase'];
const WAITING = 'cart-waiting';
const VALUABLE = 'valuable-cart-left';

/** The classics as rules. Those of which neither the shop nor the catalogue says what they are about are left out. */
export function toClassicSegments(given: Classics, hints: CatalogueHints): Segment[] {
  const category = given.category ?? hints.category;
  const line = given.line ?? category;
  const enthusiasts = given.enthusiasts ?? category;
  const highEnd = given.highEnd ?? hints.highEnd;
  const watched = given.watched ?? hints.watched;
  const cartValue = given.cartValue ?? hints.cartValue;
  const where = ({ attribute, value }: z.infer<typeof group>): Match['where'] => ({ [attribute]: value });
  const segments: (Segment | undefined)[] = [
    category && {
      id: 'viewed-not-bought',
      name: `Looked at ${category.value}, not bought`,
      when: {
        all: [
          { count: { type: 'product_view', where: where(category) }, within: '7d', atLeast: 2 },
          { not: { count: { type: 'purchase', where: where(category) }, within: '7d' } },
        ],
      },
    },
    line && {
      id: 'frequent-buyers',
      name: `Buys ${line.value} often`,
      when: { count: { type: 'purchase', where: where(line) }, within: '30d', atLeast: 3 },
      stay: '30d',
    },
    watched && {
      id: 'left-cart-after-viewing',
      name: 'Left a cart after a look at watched products',
      when: {
        sequence: [{ type: 'product_view', items: watched }, { type: 'cart_abandoned' }],
        span: '24h',
        within: '7d',
      },
      until: { count: { type: 'purchase' }, within: '24h' },
    },
    {
      id: 'back-within-a-day',
      name: 'Back within 24 hours',
      when: { sequence: [{ type: ACTIONS }, { type: 'return_visit' }], span: '24h', within: '24h' },
    },
    highEnd === undefined
      ? undefined
      : {
          id: 'luxury-shoppers',
          name: 'Luxury shoppers',
          when: { count: { type: 'product_view', price: { from: highEnd } }, within: '10m', atLeast: 3 },
          stay: '7d',
        },
    enthusiasts && {
      id: 'enthusiasts',
      name: given.enthusiasts ? `${enthusiasts.value} enthusiasts` : 'Enthusiasts',
      when: { count: { type: 'product_view', where: where(enthusiasts) }, within: '24h', atLeast: 3 },
      stay: '7d',
    },
    {
      id: WAITING,
      name: 'Cart waiting',
      when: {
        all: [
          { absent: { type: 'purchase' }, since: { type: 'add_to_cart' }, for: '15m' },
          { count: { type: 'add_to_cart' }, within: '24h' },
          { field: 'cart.items', atLeast: 1 },
        ],
      },
    },
    cartValue === undefined
      ? undefined
      : {
          id: VALUABLE,
          name: 'Left a valuable cart',
          when: {
            all: [
              { count: { type: 'cart_abandoned' }, within: '3d' },
              { field: 'cart.value', atLeast: cartValue },
            ],
          },
        },
  ];
  const { without = [], names = {} } = given;
  return segments
    .filter((segment) => segment !== undefined)
    .filter(({ id }) => !without.some((left) => left === id))
    .map((segment) => ({ ...segment, name: names[segment.id as (typeof ids)[number]] ?? segment.name }));
}

/** For whichever of their segments there are. */
export function toClassicOffers(
  { reminder, keep }: ClassicOffers,
  segments: readonly Segment[],
  hasRecovery: boolean,
): Offer[] {
  const offers: Offer[] = [
    {
      id: 'cart-reminder',
      segments: [WAITING],
      content: reminder ?? { title: 'Your cart is still here', text: 'Prices and stock may change.' },
      expires: '30m',
      cap: { times: 1, within: '7d' },
      priority: 1,
    },
  ];
  if (hasRecovery)
    offers.push({
      id: 'keep-cart',
      segments: [VALUABLE],
      content: keep ?? { title: 'Shall we keep your cart for you?', action: 'Keep my cart' },
      recovers: true,
      priority: 2,
    });
  const there = new Set(segments.map(({ id }) => id));
  return offers.filter((offer) => offer.segments.every((id) => there.has(id)));
}
