import { readFileSync } from 'node:fs';

import { describe, expect, it, test } from 'vitest';

import { decodeFacts, encodeFacts } from '../../../contract/facts.ts';
import type { LivingSpec } from '../../../contract/segments.ts';
import { isMerchandising } from '../../../contract/merchandising.ts';
import { buildCatalogue } from '../../../trainer/catalogue-builder.ts';
import { checkConfig } from '../../../trainer/config.ts';
import { toItemsTable } from '../../../trainer/items.ts';
import {
  checkMerchandising,
  checkRuleSegments,
  describeMerchandising,
  factsFor,
} from '../../../trainer/merchandising.ts';
import { readItems } from '../../../trainer/readers/items-reader.ts';
import { trainerErrorOf, useScratch } from './files.ts';
import { smallLog } from './small-log.ts';

const scratch = useScratch();

async function complaint(merchandising: unknown): Promise<string> {
  const error = await trainerErrorOf(Promise.resolve().then(() => checkConfig({ site: { merchandising } })));
  expect(error.code).toBe('bad-config');
  return error.message;
}

describe("the shop's rules for lists in the config", () => {
  it('are taken as they are written, and a device can use them', () => {
    const merchandising = {
      rules: [
        { do: 'pin', item: 'A', place: 1, slots: ['home'], from: '2026-11-27', until: '2026-11-30' },
        { do: 'boost', factor: 1.5, where: { brand: ['Acme', 'Zen'], colour: 'red' }, price: { from: 5 } },
        { do: 'bury', factor: 0.2, items: ['A', 'B'], stock: 'out' },
        { do: 'bury', newerThanDays: 3 },
        { do: 'filter', where: { kind: 'gift card' }, segments: ['luxury-shoppers', 'cluster-2'] },
      ],
      stock: 'ignore',
      freshness: { days: 30, boost: 1.3 },
      variants: 'all',
      diversity: { weight: 0.3, places: 12 },
      bought: 'keep',
      exploration: 0,
    };
    const { site } = checkConfig({ site: { merchandising } });
    expect(site?.merchandising).toEqual(merchandising);
    expect(isMerchandising(site?.merchandising)).toBe(true);
    expect(describeMerchandising(site!.merchandising!)).toHaveLength(6);
  });

  it.each<[merchandising: unknown, ...says: string[]]>([
    [{ rule: [] }, 'site.merchandising.rule: no such setting. Did you mean rules?'],
    [
      { rules: [{ do: 'bost', factor: 2 }] },
      'rules[0].do: given "bost", expected one of pin, boost, bury, filter.',
      'Did you mean boost?',
    ],
    [{ rules: [{ factor: 2 }] }, 'given nothing, expected one of pin, boost, bury, filter'],
    [{ rules: [{ do: 'boost', faktor: 2, items: ['A'] }] }, 'rules[0].faktor: no such setting. Did you mean factor?'],
    [{ rules: [{ do: 'boost', factor: 0.5, items: ['A'] }] }, 'rules[0].factor: ', '>=1'],
    [{ rules: [{ do: 'bury', factor: 2, items: ['A'] }] }, 'rules[0].factor: ', '<=1'],
    [{ rules: [{ do: 'boost', items: ['A'] }] }, 'rules[0].factor: '],
    [{ rules: [{ do: 'pin', item: 'A' }] }, 'rules[0].place: '],
    [{ rules: [{ do: 'pin', item: 'A', place: 0 }] }, 'rules[0].place: ', '>=1'],
    [{ rules: [{ do: 'pin', itme: 'A', place: 1 }] }, 'rules[0].item'],
    [{ rules: [{ do: 'filter' }] }, 'rules[0]: says nothing of which items'],
    [{ rules: [{ do: 'filter', price: {} }] }, 'rules[0].price: says nothing'],
    [{ rules: [{ do: 'filter', price: { above: 3 } }] }, 'rules[0].price.above: no such setting'],
    [{ rules: [{ do: 'filter', items: ['A'], from: '27.11.2026' }] }, 'rules[0].from: '],
    [{ rules: [{ do: 'filter', items: ['A'], from: '2026-02-30' }] }, 'rules[0].from: is no day of the calendar'],
    [
      { rules: [{ do: 'filter', items: ['A'], from: '2026-12-01', until: '2026-11-01' }] },
      'rules[0].until: is before 2026-12-01',
    ],
    [{ rules: [{ do: 'filter', items: ['A'], segments: [] }] }, 'rules[0].segments: '],
    [{ rules: [{ do: 'pin', item: 'A', place: 1, segments: ['Luxury shoppers'] }] }, 'rules[0].segments[0]: '],
    [{ rules: [{ do: 'pin', item: 'A', place: 1, segment: ['luxury'] }] }, 'Did you mean segments?'],
    [{ exploration: 0.5 }, 'site.merchandising.exploration: ', '<=0.2'],
    [{ diversity: 0.5 }, 'site.merchandising.diversity: '],
    [{ diversity: { weigth: 0.5 } }, 'diversity.weigth: no such setting. Did you mean weight?'],
    [{ bought: 'hide' }, 'site.merchandising.bought: ', '"sink"'],
  ])('%j is refused', async (merchandising, ...says) => {
    const message = await complaint(merchandising);
    for (const each of says) expect(message).toContain(each);
  });
});

describe('rules beside the catalogue that they are about', () => {
  const items = toItemsTable(
    ['A', 'B', 'C', 'D'].map((id, place) => ({
      id,
      title: id,
      description: '',
      url: '',
      image: '',
      price: NaN,
      attributes: new Map([['colour', place < 2 ? 'red' : 'blue']]),
    })),
  );
  const catalogue = buildCatalogue(items, smallLog([['s', 'A', 'B', 'C', 'D']]));

  it.each<[rule: object, ...says: string[]]>([
    [{ do: 'pin', item: 'E', place: 1 }, 'rules[0].item: the catalogue has no item E.'],
    [{ do: 'filter', items: ['X', 'Y'] }, 'rules[0].items: the catalogue has no item X, Y.'],
    [
      { do: 'filter', where: { color: 'red' } },
      'rules[0].where.color: the catalogue has no attribute color. Did you mean colour?',
    ],
    [
      { do: 'filter', where: { colour: 'blu' } },
      'rules[0].where.colour: the catalogue has no value blu. Did you mean blue?',
    ],
    [{ do: 'filter', price: { below: 3 } }, 'rules[0].price: the items files name no price'],
    [{ do: 'filter', newerThanDays: 3 }, 'rules[0].newerThanDays: no column', 'facts.added'],
    [{ do: 'filter', stock: 'out' }, 'rules[0].stock: no column', 'facts.stock'],
  ])('%j is refused', async (rule, ...says) => {
    const { site } = checkConfig({ site: { merchandising: { rules: [rule] } } });
    const error = await trainerErrorOf(
      Promise.resolve().then(() => checkMerchandising(site!.merchandising!, catalogue)),
    );
    expect(error.code).toBe('bad-config');
    for (const each of says) expect(error.message).toContain(each);
  });

  it('are taken where one of several items is there still', () => {
    const rules = [{ do: 'filter' as const, items: ['gone', 'B'], where: { colour: ['green', 'red'] } }];
    expect(() => checkMerchandising({ rules }, catalogue)).not.toThrow();
  });
});

describe('rules beside the segments that they are for', () => {
  const living = {
    segments: [{ id: 'luxury-shoppers', name: 'Luxury shoppers', when: { field: 'orders', above: 1 } }],
    clusters: { clusters: [{ id: 'gift-buyers' }] },
  } as unknown as LivingSpec;
  const refusal = async (segments: string[], spec: LivingSpec | null): Promise<string> => {
    const rules = [
      { do: 'filter' as const, items: ['A'] },
      { do: 'pin' as const, item: 'A', place: 1, segments },
    ];
    const error = await trainerErrorOf(Promise.resolve().then(() => checkRuleSegments({ rules }, spec)));
    expect(error.code).toBe('bad-config');
    return error.message;
  };

  it('are refused where none of them is there, with the nearest that is', async () => {
    expect(await refusal(['luxury-shopper'], living)).toBe(
      'site.merchandising.rules[1].segments: the bundle has no segment luxury-shopper. Did you mean luxury-shoppers?',
    );
    expect(await refusal(['luxury-shoppers'], null)).toContain('Name one that it has, or take the rule out.');
  });

  it('are taken where one of them is a segment or a cluster', () => {
    for (const id of ['luxury-shoppers', 'gift-buyers']) {
      const rules = [{ do: 'pin' as const, item: 'A', place: 1, segments: ['gone', id] }];
      expect(() => checkRuleSegments({ rules }, living)).not.toThrow();
    }
  });
});

describe('what items files say for the rules', () => {
  const HEADER = 'item_id,title,price,availability,date_added,item_group_id,colour';
  const read = async (lines: readonly string[], header = HEADER) =>
    (await readItems([scratch.file('items.csv', `${[header, ...lines].join('\n')}\n`)])).items;
  const ROWS = [
    'A,red mug,2,in stock,2026-11-01,g1,red',
    'B,blue mug,3,out of stock,,g1,blue',
    'C,red hat,4,0,1793491200,,red',
    'D,blue hat,5,https://schema.org/SoldOut,nonsense,g2,blue',
    'E,grey hat,6,preorder,2026-11-02T10:00:00Z,g2,grey',
  ];
  const log = smallLog([['s', 'A', 'B', 'C', 'D', 'E']]);

  it('is read from the usual columns, of which no attributes are made', async () => {
    const { facts, attributes } = buildCatalogue(await read(ROWS), log);
    expect([...facts.out!]).toEqual([1, 2, 3]);
    expect([...facts.product!]).toEqual([0, 0, 2, 3, 3]);
    expect([...facts.added!]).toEqual([20_758, 0, 20_758, 0, 20_759]);
    expect(attributes.map(({ name }) => name)).not.toContain('availability');
  });

  it('is read from columns that the config names, and from none that it switches off', async () => {
    const items = await read(ROWS, 'item_id,title,price,lager,neu,familie,colour');
    expect(buildCatalogue(items, log).facts).toEqual({});
    const { facts } = buildCatalogue(items, log, {}, { stock: 'lager', added: 'neu', variants: false });
    expect([...facts.out!]).toEqual([1, 2, 3]);
    expect(facts.product).toBeUndefined();
    const error = await trainerErrorOf(
      Promise.resolve().then(() => buildCatalogue(items, log, {}, { variants: 'family' })),
    );
    expect(error.message).toContain('facts.variants: no column family');
  });

  it('goes into the bundle as far as a rule asks for it', async () => {
    const catalogue = buildCatalogue(await read(ROWS), log);
    const cycle = Uint8Array.from([9, 0, 0, 0, 0]);
    expect(Object.keys(factsFor({}, catalogue, cycle)).length).toBe(5);
    const namesOf = (facts: object): string[] =>
      Object.entries(facts).flatMap(([name, data]) => (data === undefined ? [] : [name]));
    expect(namesOf(factsFor({}, catalogue, cycle))).toEqual(['cycle', 'product', 'out']);
    const all = factsFor(
      { freshness: { days: 3, boost: 2 }, rules: [{ do: 'filter', price: { below: 3 } }] },
      catalogue,
      cycle,
    );
    expect(namesOf(all)).toEqual(['cycle', 'product', 'out', 'added', 'price']);
    expect(namesOf(factsFor({ bought: 'keep', variants: 'all', stock: 'ignore' }, catalogue, cycle))).toEqual([]);
    expect(decodeFacts(encodeFacts(all).buffer, 5)).toEqual(all);
    // of another bundle
    expect(decodeFacts(encodeFacts({ cycle, out: Uint32Array.from([7]) }).buffer, 6)).toBeUndefined();
  });
});

test('the examples of docs/merchandising.md are configs that are taken', () => {
  const text = readFileSync(new URL('../../../docs/merchandising.md', import.meta.url), 'utf8');
  const examples = [...text.matchAll(/```json\n([^]*?)```/g)].map(([, json]) => JSON.parse(json!) as unknown);
  expect(examples).toHaveLength(2);
  for (const example of examples) expect(checkConfig(example)).toEqual(example);
});
