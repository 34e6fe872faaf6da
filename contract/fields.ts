// What a rule may ask of a profile: `{ "field": "rfm.recency", "atLeast": 4 }`. The device reads them in worker/living/fields.ts;
// the trainer holds rules against this table, and docs/profile.md repeats it.

export interface FieldSpec {
  /** With holes, between dots; the last one takes the rest, since values may hold dots. */
  readonly name: string;
  readonly kind: 'number' | 'text';
  /** What a text may be, where that is known. */
  readonly values?: readonly string[];
  /** `share`: 0..1; `class`: 1..5; `money`: in `site.currency`; `weight`: as an event's weight in `signals`. */
  readonly unit?: 'days' | 'money' | 'count' | 'share' | 'class' | 'weight';
  readonly about: string;
  /** Of the name, with its holes filled. */
  readonly example: string;
}

export const PARTS_OF_DAY = ['night', 'morning', 'afternoon', 'evening'] as const;
/** By `Date.prototype.getDay`. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const DEVICES = ['phone', 'tablet', 'desktop'] as const;

const number = (unit: NonNullable<FieldSpec['unit']>, name: string, about: string, example = name): FieldSpec => ({
  name,
  kind: 'number',
  unit,
  about,
  example,
});
const text = (name: string, about: string, values?: readonly string[], example = name): FieldSpec => ({
  name,
  kind: 'text',
  about,
  example,
  ...(values && { values }),
});

export const FIELDS: readonly FieldSpec[] = [
  text('device', 'What kind of device it is, by what the browser says of itself.', DEVICES),
  text('region', 'The region that the page or the shop gives, as in the bundle’s `regions`.'),
  text(
    'partOfDay',
    'By the device’s clock: night is 0 to 6, morning to 12, afternoon to 18, evening to 24.',
    PARTS_OF_DAY,
  ),
  text('weekday', 'By the device’s clock.', WEEKDAYS),
  number('days', 'daysSince.view', 'Since an item was last looked at.'),
  number('days', 'daysSince.cart', 'Since something was last put into the cart.'),
  number('days', 'daysSince.purchase', 'Since something was last bought.'),
  number('days', 'daysSince.visit', 'From the beginning of the visit before this one.'),
  number('count', 'visits', 'Visits: runs of events without a pause of 30 minutes.'),
  number('count', 'orders', 'Orders, less those that were sent back.'),
  number('money', 'spent', 'Money spent, less what was paid back.'),
  number('money', 'orderValue', 'Mean value of an order.'),
  number('count', 'recentOrders', 'Orders of late: each halves by the half-life of a purchase.'),
  number('money', 'recentSpent', 'Money spent of late: halves likewise.'),
  number('class', 'rfm.recency', 'Class of the days since the last order; 5: bought just now.'),
  number('class', 'rfm.frequency', 'Class of the number of orders; 5: the most.'),
  number('class', 'rfm.monetary', 'Class of the money spent; 5: the most.'),
  number('count', 'cart.items', 'Different items in the cart.'),
  number('count', 'cart.pieces', 'Pieces in the cart.'),
  number('money', 'cart.value', 'Worth of the cart, as far as prices are known.'),
  number('count', 'count.{event}', 'How often it was done, ever.', 'count.review'),
  number(
    'weight',
    'interest.{attribute}.{value}',
    'Liking of a value: the sum of what was done with it, decayed.',
    'interest.brand.acme',
  ),
  number(
    'share',
    'tag.{attribute}.{value}',
    'Strength of the preference for a value, from the same sum.',
    'tag.brand.acme',
  ),
  text('top.{attribute}', 'The value that is liked most.', undefined, 'top.category'),
  number('count', 'bought.{attribute}.{value}', 'Orders with an item of that value, ever.', 'bought.line.coffee'),
  number(
    'days',
    'cycleDays.{attribute}.{value}',
    'Mean time between orders with an item of that value.',
    'cycleDays.line.coffee',
  ),
  text('trait.{trait}', 'What was imported under that name: a text, or a number.', undefined, 'trait.tier'),
];

/** What a field is; undefined for a name that no table row has. */
export function fieldOf(path: string): FieldSpec | undefined {
  const given = path.split('.');
  return FIELDS.find(({ name }) => {
    const parts = name.split('.');
    const isOpen = parts.at(-1)!.startsWith('{');
    if (isOpen ? given.length < parts.length : given.length !== parts.length) return false;
    return parts.every((part, at) => (part.startsWith('{') ? given[at] !== '' : part === given[at]));
  });
}
