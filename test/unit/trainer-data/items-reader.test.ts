import { describe, expect, it } from 'vitest';

import { withDuck } from '../../../trainer/readers/duck.ts';
import { parsePrice } from '../../../trainer/readers/item-rows.ts';
import { readItems } from '../../../trainer/readers/items-reader.ts';
import { gzip, trainerErrorOf, useScratch } from './files.ts';

const scratch = useScratch();
const CSV =
  'item_id,title,description,price,link,image_link,brand,tags\na,Lamp,A lamp,2.5,/a,/a.png,Acme,x|y\nb,,A chair,,,,,\n';

async function read(name: string, content: string | Uint8Array) {
  const { items, bad } = await readItems([scratch.file(name, content)]);
  return { items: { ...items, prices: [...items.prices] }, bad };
}

const EXPECTED = {
  ids: ['a', 'b'],
  titles: ['Lamp', 'A chair'],
  descriptions: ['A lamp', 'A chair'],
  urls: ['/a', ''],
  images: ['/a.png', ''],
  prices: [2.5, NaN],
  columns: [
    { name: 'brand', values: ['Acme', ''] },
    { name: 'tags', values: ['x|y', ''] },
  ],
  identifiers: [{ name: 'link', values: ['/a', ''] }],
};

describe('formats of catalogues', () => {
  it('reads CSV, plain or gzipped', async () => {
    expect((await read('items.csv', CSV)).items).toEqual(EXPECTED);
    expect((await read('items.csv.gz', gzip(CSV))).items).toEqual(EXPECTED);
  });

  it('reads NDJSON, lists as several values', async () => {
    const a = { item_id: 'a', title: 'Lamp', description: 'A lamp', price: 2.5, link: '/a', image_link: '/a.png' };
    const lines = [
      { ...a, brand: 'Acme', tags: ['x', 'y'] },
      { item_id: 'b', description: 'A chair', brand: null },
    ];
    const { items } = await read('items.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(items).toEqual(EXPECTED);
  });

  it('reads Parquet, lists as several values', async () => {
    const to = scratch.path('items.parquet');
    await withDuck((duck) =>
      duck.run(`COPY (SELECT * FROM (VALUES ('a', 'Lamp', 'A lamp', 2.5::DECIMAL(9,2), '/a', '/a.png', 'Acme', ['x','y']),
        ('b', NULL, 'A chair', NULL, NULL, NULL, NULL, NULL)) t(item_id, title, description, price, link, image_link, brand, tags)) TO '${to}'`),
    );
    const { items } = await readItems([to]);
    expect({ ...items, prices: [...items.prices] }).toEqual(EXPECTED);
  });

  it('takes several files as one catalogue', async () => {
    const files = [scratch.file('1.csv', 'item_id,brand\na,Acme\n'), scratch.file('2.csv', 'item_id,size\nb,M\n')];
    const { items } = await readItems(files);
    expect(items.columns).toEqual([
      { name: 'brand', values: ['Acme', ''] },
      { name: 'size', values: ['', 'M'] },
    ]);
  });
});

describe('faults of catalogues', () => {
  const many = Array.from({ length: 300 }, (_, row) => `i${row},1`);

  it.each([
    ['an item twice', 'i3,1', 'item_id i3 stands already in', 'line 5'],
    ['no id', ',1', 'item_id is empty', ''],
    ['a price that is none', 'x,cheap', 'price is not a number: "cheap"', ''],
    ['too many fields', 'x,1,2', '3 fields where the header has 2', ''],
  ])('names %s with its line', async (_, row, why, also) => {
    const { bad } = await read('items.csv', `item_id,price\n${many.with(99, row).join('\n')}\n`);
    expect(bad.examples.map(({ line }) => line)).toEqual([101]);
    expect(bad.examples[0]!.why).toContain(why);
    expect(bad.examples[0]!.why).toContain(also);
  });

  it.each([
    [
      'a missing column',
      'items.csv',
      'sku,title\n1,x\n',
      'missing-column',
      'no column item_id. Columns found: sku, title.',
    ],
    ['a header alone', 'items.csv', 'item_id,title\n', 'header-only', 'no rows'],
    ['an empty file', 'items.csv', '', 'empty-file', 'is empty'],
    ['semicolons', 'items.csv', 'item_id;title\n1;x\n', 'wrong-delimiter', 'a semicolon'],
    ['a missing field in NDJSON', 'items.ndjson', '{"id":1}\n', 'missing-column', 'no column item_id'],
  ])('refuses %s', async (_, name, content, code, says) => {
    const error = await trainerErrorOf(readItems([scratch.file(name, content)]));
    expect(error.code).toBe(code);
    expect(error.line).toBe(1);
    expect(error.message).toContain(says);
  });
});

describe('prices as shops write them', () => {
  it.each([
    ['2.55', 2.55],
    ['2,55', 2.55],
    ['15.00 USD', 15],
    ['£1,299.00', 1299],
    ['1.299,00 €', 1299],
    ['$1,299', 1299],
    ["1'299.50", 1299.5],
    ['265,0', 265],
    ['', NaN],
    ['free', undefined],
    ['-3', undefined],
    ['$40.00 - $80.00', undefined],
  ])('reads %j', (text, price) => {
    expect(parsePrice(text)).toEqual(price);
  });
});
