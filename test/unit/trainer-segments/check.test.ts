import { describe, expect, it } from 'vitest';

import type { Condition, ImportSource, Offer, Segment } from '../../../contract/segments.ts';
import { toMessage } from '../../../trainer/config-issues.ts';
import { checkLiving, type LivingRules } from '../../../trainer/segments/check-living.ts';
import type { KnownNames } from '../../../trainer/segments/known-names.ts';

const NAMES: KnownNames = {
  ids: new Set(['lantern', 'lamp']),
  attributes: new Map([
    ['category', ['Smartphones', 'Lanterns', 'Prescription']],
    ['colour', ['red', 'blue']],
  ]),
  words: new Set(['lantern', 'glass']),
  hasPrices: true,
  regions: ['United Kingdom'],
  isSensitive: (name) => name === 'Prescription',
};

const view: Condition = { count: { type: 'product_view' }, within: '24h', atLeast: 3 };
const segmentOf = (when: Condition, rest: Partial<Segment> = {}): Segment => ({ id: 'a', name: 'A', when, ...rest });
const offerOf = (rest: Partial<Offer> = {}): Offer => ({ id: 'o', segments: ['a'], content: { title: 'T' }, ...rest });

/** `null`: training has yet to find them. */
function wrongIn(rules: Partial<LivingRules>, clusters: readonly string[] | null = []): string {
  const all = { segments: [segmentOf(view)], offers: [], recovery: null, imports: [], ...rules };
  return toMessage(checkLiving(all, NAMES, clusters ?? undefined));
}

const wrongIf = (when: Condition, rest: Partial<Segment> = {}): string =>
  wrongIn({ segments: [segmentOf(when, rest)] });

describe('a condition', () => {
  it.each<[when: Condition]>([
    [{ count: { type: 'purchase', where: { category: ['Smartphones', 'gone'] } }, below: 1 }],
    [{ count: { type: 'custom', name: 'newsletter' } }],
    [{ count: { type: 'search', word: 'glass' }, is: 2 }],
    [{ sum: 'ms', of: { type: 'product_dwell' }, within: '30d', above: 60_000 }],
    [{ distinct: 'colour', of: { type: 'product_view' }, atLeast: 2 }],
    [{ distinct: 'session', of: { type: 'page_view' }, atLeast: 2 }],
    [{ extreme: 'max', by: 'rating', of: { type: 'review' }, atMost: 3 }],
    [{ sequence: [{ type: 'product_view' }, { type: 'purchase' }], span: '1h', within: '2h', same: 'item' }],
    [{ absent: { type: 'purchase' }, since: { type: 'add_to_cart' }, for: '29d' }],
    [{ field: 'rfm.recency', atLeast: 4 }],
    [{ field: 'interest.category.Lanterns', above: 0 }],
    [{ field: 'top.colour', is: ['red', 'blue'] }],
    [{ field: 'region', is: 'United Kingdom' }],
    [{ field: 'weekday', is: ['saturday', 'sunday'] }],
    [{ all: [view, { not: { count: { type: 'purchase' } } }] }],
    [
      {
        all: [
          { field: 'visits', atLeast: 2 },
          { field: 'visits', below: 9 },
        ],
      },
    ],
  ])('that can be meant is let through: %j', (when) => {
    expect(wrongIf(when)).toBe('');
  });

  it.each<[when: Condition, ...says: string[]]>([
    // windows
    [
      { ...view, within: '31d' },
      'segments[0].when.within: given 31d, and no event is remembered for longer than 30 days',
    ],
    [
      { sequence: [{ type: 'search' }, { type: 'search' }], span: '8d', within: '7d' },
      'when.span: given 8d, longer than within, 7d',
    ],
    [{ sequence: [{ type: 'search' }, { type: 'search' }], span: '40d' }, 'when.span: given 40d'],
    [
      { absent: { type: 'purchase' }, since: { type: 'search' }, for: '30d' },
      'when.for: given 30d, by when the event it counts from is forgotten',
    ],
    // names
    [
      { count: { type: 'product_view', where: { categorie: 'Lanterns' } } },
      'when.count.where.categorie: the catalogue has no attribute categorie. Did you mean category?',
    ],
    [
      { count: { type: 'product_view', where: { category: 'Smartphone' } } },
      'where.category: the catalogue has no value Smartphone. Did you mean Smartphones?',
    ],
    [
      { count: { type: 'product_view', where: { category: 'Prescription' } } },
      'Prescription is sensitive: nothing of it is ever learned',
    ],
    [
      { count: { type: 'product_view', items: ['lantren'] } },
      'when.count.items: the catalogue has no item lantren. Did you mean lantern?',
    ],
    [
      { count: { type: 'search', word: 'lanterm' } },
      'when.count.word: the catalogue has no word lanterm. Did you mean lantern?',
    ],
    [
      { distinct: 'itme', of: { type: 'product_view' }, atLeast: 2 },
      'when.distinct: the catalogue has no attribute itme. Did you mean item?',
    ],
    [{ distinct: 'color', of: { type: 'product_view' }, atLeast: 2 }, 'Did you mean colour?'],
    [{ field: 'rfm.recencie', atLeast: 3 }, 'when.field: no such field, given rfm.recencie. Did you mean rfm.recency?'],
    [{ field: 'interests.colour.red', atLeast: 3 }, 'Did you mean interest.{attribute}.{value}?'],
    [{ field: 'interest.color.red', atLeast: 3 }, 'the catalogue has no attribute color. Did you mean colour?'],
    [{ field: 'interest.colour.rad', atLeast: 3 }, 'the catalogue has no value rad. Did you mean red?'],
    [{ field: 'count.reviews', atLeast: 3 }, 'no such event, given reviews. Did you mean review?'],
    [{ field: 'trait.tier', is: 'gold' }, 'nothing is imported as trait tier'],
    [{ field: 'weekday', is: 'mondai' }, 'when.is: weekday is never mondai. Did you mean monday?'],
    [{ field: 'region', is: 'United Kindom' }, 'region is never United Kindom. Did you mean United Kingdom?'],
    // what events cannot say
    [{ count: { type: 'search', where: { colour: 'red' } } }, 'when.count.where: no search says that'],
    [{ count: { type: ['product_view', 'page_view'], items: ['lamp'] } }, 'no page_view says that'],
    [
      { count: { type: 'product_view', word: 'glass' } },
      'when.count.word: no product_view says that',
      'of search it can be asked',
    ],
    [{ count: { type: 'product_view', name: 'x' } }, 'when.count.name: no product_view says that'],
    [{ sum: 'ms', of: { type: 'product_view' }, above: 1 }, 'when.sum: only product_dwell says that'],
    [{ extreme: 'min', by: 'rating', of: { type: 'purchase' }, below: 3 }, 'when.by: only review says that'],
    [{ sum: 'value', of: { type: 'page_view' }, above: 1 }, 'when.sum: no page_view names an item'],
    [{ distinct: 'item', of: { type: 'search' }, above: 1 }, 'when.distinct: no search names an item'],
    [
      { sequence: [{ type: 'search' }, { type: 'purchase' }], same: 'item' },
      'when.sequence[0]: no search names an item',
    ],
    // numbers and texts
    [{ field: 'weekday', atLeast: 3 }, 'atLeast 3: weekday is a text; name what it is with is'],
    [{ field: 'weekday', is: 3 }, 'when.is: given 3, and weekday is a text'],
    [{ field: 'visits', is: 'many' }, 'when.is: given "many", expected a number'],
    [{ field: 'visits' }, 'when: compares with nothing; name atLeast'],
    [{ sum: 'value', of: { type: 'purchase' } }, 'when: compares with nothing'],
    // never and always
    [{ ...view, atLeast: 5, below: 3 }, 'when: can never hold: atLeast 5 and below 3 of a number of events'],
    [{ ...view, atLeast: 1_001 }, 'when: can never hold', 'which is 0 to 1000'],
    [{ ...view, atLeast: 0 }, 'when: always holds: atLeast 0 of a number of events'],
    [{ count: { type: 'search' }, is: 1.5 }, 'can never hold: is 1.5'],
    [{ count: { type: 'search' }, above: 2, below: 3 }, 'can never hold'],
    [{ field: 'rfm.recency', atLeast: 6 }, 'can never hold: atLeast 6 of a class, which is 1 to 5'],
    [{ field: 'tag.colour.red', atMost: 1 }, 'always holds: atMost 1 of a share'],
    [
      { extreme: 'max', by: 'rating', of: { type: 'review' }, above: 5 },
      'can never hold: above 5 of a rating, which is 0 to 5',
    ],
    [{ distinct: 'day', of: { type: 'search' }, within: '24h', atLeast: 3 }, 'can never hold'],
    [{ sum: 'value', of: { type: 'purchase' }, below: 0 }, 'can never hold: below 0 of a sum, which is never below 0'],
    [
      { count: { type: 'purchase', price: { from: 10, below: 10 } } },
      'when.count.price: nothing costs 10 or more and less than 10',
    ],
    [{ count: { type: 'purchase', price: {} } }, 'when.count.price: says nothing'],
    [{ count: { type: 'purchase', where: {} } }, 'when.count.where: says nothing'],
    [{ all: [view, { not: view }] }, 'when.all[1]: can never hold together with all[0]'],
    [{ any: [view, { not: view }] }, 'when.any[1]: holds whenever any[0] does not, so that any always does'],
    [
      { all: [{ field: 'device', is: 'phone' }, view, { field: 'device', is: 'tablet' }] },
      'when.all[2]: can never hold together with all[0]',
    ],
    [
      {
        all: [
          { field: 'visits', below: 2 },
          { field: 'visits', atLeast: 2 },
        ],
      },
      'when.all[1]: can never hold together with all[0]',
    ],
    // within one another
    [{ not: { any: [view, { ...view, within: '60d' }] } }, 'when.not.any[1].within: given 60d'],
  ])('%j is refused', (when, ...says) => {
    for (const each of says) expect(wrongIf(when)).toContain(each);
  });
});

describe('a segment', () => {
  it.each<[what: string, rest: Partial<Segment>, says: string]>([
    [
      'that ends before it begins',
      { from: '2026-12-01', to: '2026-11-27' },
      'segments[0].to: 2026-11-27 is before 2026-12-01',
    ],
    ['that is of no day', { from: '2026-02-30' }, 'segments[0].from: 2026-02-30 is no day of the calendar'],
    ['in which nobody can be', { until: view }, 'segments[0].until: says the same as when'],
    ['that stays for years', { stay: '400d' }, 'segments[0].stay: given 400d, expected a year (365d) at most'],
    ['whose cap is for years', { cap: { times: 1, within: '9000h' } }, 'segments[0].cap.within: given 9000h'],
    ['that refers to itself', { until: { segment: 'a' } }, 'segments[0]: is in a circle: a -> a'],
    ['that refers to nobody', { until: { segment: 'b' } }, 'segments[0].until.segment: there is no segment b'],
  ])('%s is refused', (_, rest, says) => {
    expect(wrongIf(view, rest)).toContain(says);
  });

  it('of one day is of that day', () => {
    expect(wrongIf(view, { from: '2026-11-27', to: '2026-11-27' })).toBe('');
  });

  it('has an id of its own', () => {
    expect(wrongIn({ segments: [segmentOf(view), segmentOf(view)] })).toContain(
      'site.segments[1].id: a is the id of segments[0] already',
    );
    expect(wrongIn({}, ['a'])).toContain('site.segments[0].id: a is a cluster’s');
  });

  it('is refused in a circle, which is named, also through a group', () => {
    const circle = ['a', 'b', 'c'].map((id, at) =>
      segmentOf({ any: [view, { not: { segment: 'bca'[at]! } }] }, { id }),
    );
    expect(wrongIn({ segments: circle })).toContain('site.segments[0]: is in a circle: a -> b -> c -> a.');
    const group = [
      segmentOf(view, { group: 'g', id: 'low' }),
      segmentOf({ segment: 'low' }, { group: 'g', id: 'high', priority: 1 }),
    ];
    expect(wrongIn({ segments: group })).toContain('is in a circle: low -> high -> low');
  });

  it('may refer to a cluster, and before training to one that nobody knows yet, but not to a misspelt segment', () => {
    const segments = [segmentOf(view, { id: 'luxury-shoppers' }), segmentOf({ segment: 'lantern-lovers' })];
    expect(wrongIn({ segments }, ['lantern-lovers'])).toBe('');
    expect(wrongIn({ segments }, null)).toBe('');
    expect(wrongIn({ segments }, [])).toContain('site.segments[1].when.segment: there is no segment lantern-lovers');
    expect(wrongIn({ segments: [...segments, segmentOf({ segment: 'luxury-shopper' }, { id: 'c' })] }, null)).toContain(
      'there is no segment luxury-shopper. Did you mean luxury-shoppers?',
    );
  });
});

describe('an offer', () => {
  it.each<[rest: Partial<Offer>, says: string]>([
    [{ segments: ['aa'] }, 'site.offers[0].segments[0]: there is no segment aa. Did you mean a?'],
    [{ recovers: true, content: { title: 'T', action: 'Keep' } }, 'site.offers[0].recovers: there is no site.recovery'],
    [{ recovers: true }, 'offers[0].content.action: is missing: the cart is handed over only when'],
    [{ content: { title: 'T', url: '/sale' } }, 'offers[0].content.action: is missing: what stands on the button'],
    [{ expires: '366d' }, 'offers[0].expires: given 366d'],
    [{ cap: { times: 1, within: '366d' } }, 'offers[0].cap.within: given 366d'],
    [{ from: '2026-12-02', to: '2026-12-01T10:00Z' }, 'offers[0].to: 2026-12-01T10:00Z is before'],
  ])('%j is refused', (rest, says) => {
    expect(wrongIn({ offers: [offerOf(rest)] })).toContain(says);
  });

  it('may recover a cart where there is an address for it', () => {
    const offers = [offerOf({ recovers: true, content: { title: 'T', action: 'Keep it' } })];
    expect(wrongIn({ offers, recovery: { endpoint: '/recovery' } })).toBe('');
    expect(wrongIn({ offers: [offers[0]!, offers[0]!], recovery: { callback: true } })).toContain(
      'offers[1].id: o is the id of',
    );
  });
});

describe('an import', () => {
  const of = (field: ImportSource['fields'][string]): string =>
    wrongIn({ imports: [{ source: 'crm', fields: { 'loyalty.tier': field } }] });

  it.each<[field: ImportSource['fields'][string]]>([
    [{ trait: 'tier', values: ['gold', 'silver'], ttl: '365d', keep: 'oldest' }],
    [{ trait: 'tickets', number: { from: 0, to: 100 }, keep: 'highest' }],
    [{ attribute: 'category', values: { phones: 'Smartphones' }, ttl: '30d' }],
    [{ attribute: 'category' }],
  ])('that keeps what it names is let through: %j', (field) => {
    expect(of(field)).toBe('');
  });

  it.each<[field: ImportSource['fields'][string], says: string]>([
    [{}, 'site.imports[0].fields.loyalty.tier: names neither trait nor attribute'],
    [{ trait: 'tier', attribute: 'colour', values: ['red'] }, 'names trait and attribute'],
    [{ trait: 'tier' }, 'would keep nothing'],
    [{ trait: 'tier', values: {} }, 'names none, so nothing is kept'],
    [{ trait: 'tier', values: ['gold'], number: { from: 0, to: 1 } }, 'number: stands beside values'],
    [{ trait: 'tickets', number: { from: 9, to: 1 } }, 'nothing is from 9 to 1'],
    [{ trait: 'tier', values: ['gold'], keep: 'highest' }, 'keep: given highest, which only numbers can be'],
    [{ trait: 'tier', values: ['gold'], ttl: '366d' }, 'ttl: given 366d, expected 365d at most for a trait'],
    [{ attribute: 'colour', ttl: '31d' }, 'ttl: given 31d, expected 30d at most for an attribute'],
    [{ attribute: 'color' }, 'attribute: the catalogue has no attribute color. Did you mean colour?'],
    [{ attribute: 'colour', values: { r: 'rde' } }, 'values: the catalogue has no value rde. Did you mean red?'],
    [{ attribute: 'colour', number: { from: 0, to: 1 } }, 'number: an attribute of the catalogue has names'],
    [{ trait: 'tier', values: ['Prescription'] }, 'Prescription is sensitive'],
  ])('%j is refused', (field, says) => {
    expect(of(field)).toContain(says);
  });

  it('is of a source once', () => {
    const source: ImportSource = { source: 'crm', fields: { tier: { trait: 'tier', values: ['gold'] } } };
    expect(wrongIn({ imports: [source, source] })).toContain('site.imports[1].source: crm is imports[0] already');
    expect(wrongIn({ segments: [segmentOf({ field: 'trait.tier', is: 'gold' })], imports: [source] })).toBe('');
  });
});
