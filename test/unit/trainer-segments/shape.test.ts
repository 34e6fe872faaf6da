import { describe, expect, it } from 'vitest';

import { segmentSchema } from '../../../contract/segments.schema.ts';
import { checkConfig } from '../../../trainer/config.ts';
import { checkSegmentShape } from '../../../trainer/segments/segment-shape.ts';
import { TrainerError } from '../../../trainer/errors.ts';

const views = { count: { type: 'product_view' }, within: '24h', atLeast: 3 };
const segmentOf = (when: unknown, rest: object = {}) => ({ id: 'a', name: 'A', when, ...rest });

function complaint(config: unknown): string {
  try {
    checkConfig(config);
  } catch (error) {
    if (error instanceof TrainerError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}

const inside = (when: unknown) => complaint({ site: { segments: [segmentOf(when)] } });

/** `depth` times `not`. */
const nested = (depth: number): unknown => (depth === 0 ? views : { not: nested(depth - 1) });

const GOOD: [what: string, segment: unknown][] = [
  ['a count', segmentOf(views)],
  ['a sum', segmentOf({ sum: 'value', of: { type: 'purchase' }, above: 100 })],
  [
    'a number of different things',
    segmentOf({ distinct: 'item', of: { type: ['product_view', 'search'] }, atLeast: 4 }),
  ],
  ['an extreme', segmentOf({ extreme: 'max', by: 'price', of: { type: 'product_view' }, atLeast: 100 })],
  ['a sequence', segmentOf({ sequence: [{ type: 'search' }, { type: 'purchase' }], span: '1h', same: 'item' })],
  ['an absence', segmentOf({ absent: { type: 'purchase' }, since: { type: 'add_to_cart' }, for: '15m' })],
  ['a field', segmentOf({ field: 'rfm.recency', is: [4, 5] })],
  ['another segment', segmentOf({ segment: 'b' })],
  ['conditions in conditions', segmentOf({ any: [{ all: [views, { not: views }] }, views] })],
  ['as many of them in one another as may be', segmentOf(nested(7))],
  [
    'everything else',
    segmentOf(views, {
      until: views,
      stay: '1h',
      from: '2026-11-27',
      to: '2026-12-01T10:00Z',
      cap: { times: 2, within: '7d' },
      group: 'g',
      priority: 3,
    }),
  ],
];

describe('the shape of a segment', () => {
  it.each(GOOD)('may hold %s', (_, segment) => {
    const complaints: string[] = [];
    checkSegmentShape(segment, (path, message) => complaints.push(`${path.join('.')} ${message}`));
    expect(complaints).toEqual([]);
    expect(segmentSchema.safeParse(segment).success).toBe(true);
  });

  it.each<[when: unknown, ...says: string[]]>([
    [undefined, 'site.segments[0].when: given nothing, expected a condition: an object with one of count, sum'],
    [3, 'site.segments[0].when: given 3, expected a condition'],
    [{}, 'when: given no keys, expected one of count'],
    [{ conut: {} }, 'when: given conut, expected one of count', 'Did you mean count?'],
    [{ ...views, field: 'cart.value' }, 'when: says count and field at once: put each in an object of its own'],
    [{ count: { type: 'product_veiw' } }, 'when.count.type: ', 'given product_veiw. Did you mean product_view?'],
    [{ count: { type: ['product_view', 'vieww'] } }, 'when.count.type[1]: '],
    [{ count: { typ: 'search' } }, 'when.count.typ: no such setting. Did you mean type?'],
    [{ count: {} }, 'when.count.type: '],
    [{ ...views, atleast: 3 }, 'when.atleast: no such setting. Did you mean atLeast?'],
    [{ ...views, within: '1 hour' }, 'when.within: expected a duration such as 90s, 15m, 24h or 7d, given "1 hour"'],
    [{ ...views, within: '0h' }, 'when.within: expected a duration'],
    [
      { count: { type: 'search', price: { above: 3 } } },
      'when.count.price.above: no such setting. Known are from, below.',
    ],
    [{ sum: 'vaule', of: { type: 'purchase' } }, 'when.sum: ', 'Did you mean value?'],
    [{ sequence: [{ type: 'search' }] }, 'when.sequence: ', '>=2'],
    [
      { sequence: [{ type: 'search' }, { tpye: 'search' }] },
      'when.sequence[1].tpye: no such setting. Did you mean type?',
    ],
    [{ absent: { type: 'purchase' }, since: { type: 'search' } }, 'when.for: '],
    [{ all: views }, 'when.all: expected a list of conditions'],
    [{ any: [] }, 'when.any: given 0 conditions, expected 1 to 20'],
    [{ all: [views, { any: [{ feild: 'x' }] }] }, 'when.all[1].any[0]: given feild', 'Did you mean field?'],
    [{ not: {} }, 'when.not: given no keys'],
    [{ all: [views], atLeast: 3 }, 'when.atLeast: no such setting beside all'],
    [{ segment: 'Not A Slug' }, 'when.segment: expected lower-case letters'],
    [nested(8), 'stands in more than 8 others'],
  ])('%j is refused with its path and what to do', (when, ...says) => {
    for (const each of says) expect(inside(when)).toContain(each);
    expect(inside(when)).toContain('See docs/segments.md.');
  });

  it.each<[config: unknown, ...says: string[]]>([
    [{ site: { segments: 'classics' } }, 'site.segments: '],
    [
      { site: { segments: [segmentOf(views, { nmae: 'B' })] } },
      'segments[0].nmae: no such setting. Did you mean name?',
    ],
    [{ site: { segments: [{ ...segmentOf(views), id: 'Luxury' }] } }, 'segments[0].id: expected lower-case letters'],
    [{ site: { segments: [segmentOf(views, { from: '27.11.2026' })] } }, 'segments[0].from: expected a day such as'],
    [{ site: { segments: [segmentOf(views, { cap: { times: 0, within: '1d' } })] } }, 'segments[0].cap.times: ', '>=1'],
    [{ site: { segments: [segmentOf(views, { until: { count: 3 } })] } }, 'segments[0].until.count: '],
    [
      { site: { offers: [{ id: 'o', segments: ['a'], content: { title: 'T', html: '<b>' } }] } },
      'offers[0].content.html: no such setting',
    ],
    [
      { site: { offers: [{ id: 'o', segments: ['a'], content: { title: 'T', url: 'http://x' } }] } },
      'offers[0].content.url: expected an address that begins with https://',
    ],
    [
      { site: { offers: [{ id: 'o', segments: ['a'], content: { title: 'T' }, holdout: 1 }] } },
      'offers[0].holdout: ',
      '<=0.9',
    ],
    [
      { site: { recovery: { endpoint: 'http://shop.example' } } },
      'site.recovery.endpoint: expected an address that begins with https://',
    ],
    [
      { site: { imports: [{ source: 'crm', fields: { tier: { trait: 'tier', keeps: 'newest' } } }] } },
      'imports[0].fields.tier.keeps: no such setting. Did you mean keep?',
    ],
    [
      { site: { imports: ['treasure-dat'] } },
      'site.imports[0]: no ready mapping is called treasure-dat',
      'Did you mean treasure-data?',
    ],
    [{ site: { living: true } }, 'site.living: is set by the trainer'],
    [{ model: { signals: { product_view: { weigth: 1 } } } }, 'model.signals.product_view.weigth: no such setting'],
  ])('%j is refused', (config, ...says) => {
    for (const each of says) expect(complaint(config)).toContain(each);
  });
});
