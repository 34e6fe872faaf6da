import { describe, expect, it } from 'vitest';

import { readItems } from '../../../trainer/readers/items-reader.ts';
import { trainerErrorOf, useScratch } from './files.ts';

const scratch = useScratch();

/** What was read, item by item, without what is empty. */
async function read(name: string, content: string) {
  const { items, bad } = await readItems([scratch.file(name, content)]);
  const shown = items.ids.map((id, row) => {
    const columns = items.columns.flatMap(({ name: column, values }) =>
      values[row] === '' ? [] : [[column, values[row]]],
    );
    const { titles, descriptions, urls, images, prices } = items;
    return {
      id,
      title: titles[row],
      description: descriptions[row],
      url: urls[row],
      image: images[row],
      price: prices[row],
      attributes: Object.fromEntries(columns) as Record<string, string>,
    };
  });
  return { items: shown, bad };
}

const MUG = {
  id: 'SKU-1',
  title: 'Blue mug & lid',
  description: 'Holds tea',
  url: 'https://shop.example/p/1',
  image: 'https://shop.example/1.jpg',
  price: 12.5,
  attributes: { brand: 'Acme', colour: 'Blue|White', category: 'Home|Home > Mugs' },
};

describe('Google Merchant feeds', () => {
  const header = [
    'id',
    'title',
    'description',
    'link',
    'image_link',
    'price',
    'sale_price',
    'brand',
    'color',
    'product_type',
  ];
  const row = [
    'SKU-1',
    'Blue mug & lid',
    '<p>Holds tea</p>',
    MUG.url,
    MUG.image,
    '15.00 GBP',
    '12.50 GBP',
    'Acme',
    'Blue/White',
    'Home > Mugs',
  ];

  it('are read as tab separated text, with a byte order mark, under any name', async () => {
    const text = `\ufeff${header.join('\t')}\r\n${row.join('\t')}\r\n`;
    expect((await read('feed.txt', text)).items).toEqual([MUG]);
    expect((await read('feed.tsv', text)).items).toEqual([MUG]);
  });

  it('are read as RSS and as Atom', async () => {
    const fields = `<g:id>SKU-1</g:id><title><![CDATA[Blue mug & lid]]></title><description>&lt;p&gt;Holds tea&lt;/p&gt;</description>
      <link>${MUG.url}</link><g:image_link>${MUG.image}</g:image_link><g:price>15.00 GBP</g:price><g:sale_price>12,50</g:sale_price>
      <g:brand>Acme</g:brand><g:color>Blue/White</g:color><g:product_type>Home &gt; Mugs</g:product_type>
      <g:shipping><g:country>GB</g:country></g:shipping>`;
    const rss = `<?xml version="1.0"?>\n<rss><channel><title>Shop</title>\n<item>${fields}</item>\n</channel></rss>\n`;
    expect((await read('feed.xml', rss)).items).toEqual([MUG]);
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Shop</title><entry>${fields}</entry></feed>`;
    expect((await read('feed.xml', atom)).items).toEqual([MUG]);
  });

  it('name bad items of XML with their line, and a document that was cut short', async () => {
    const item = (id: number) => `<item>\n<g:id>${id}</g:id>\n<title>x</title>\n</item>\n`;
    const many = Array.from({ length: 200 }, (_, id) => item(id)).join('');
    const rss = (items: string) => `<rss>\n<channel>\n${items}</channel>\n</rss>\n`;
    const { bad } = await read('feed.xml', rss(`${many}<item><title>no id</title></item>`));
    expect(bad.examples).toEqual([{ file: expect.any(String), line: 803, why: 'id is empty' }]);
    const error = await trainerErrorOf(read('feed.xml', rss(many).slice(0, 5_000)));
    expect(error.message).toContain('cut short');
    expect(error.line).toBeGreaterThan(100);
    expect(await trainerErrorOf(read('feed.xml', '<html></html>'))).toMatchObject({ code: 'no-items' });
  });
});

describe('Shopify products', () => {
  const header =
    'Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src';
  const product = {
    id: 'blue-mug',
    title: 'Blue mug',
    description: 'Holds tea',
    url: '',
    image: 'https://cdn.example/1.jpg',
    price: 9,
    attributes: { vendor: 'Acme', type: 'Mug', tags: 'tea|gift', size: 'S|L' },
  };

  it('are read from their CSV, variants as values of one item, further pictures as nothing new', async () => {
    const lines = [
      'blue-mug,Blue mug,<p>Holds tea</p>,Acme,Mug,"tea, gift",Size,S,M-S,10.00,https://cdn.example/1.jpg',
      'blue-mug,,,,,,,L,M-L,9.00,',
      'blue-mug,,,,,,,,,,https://cdn.example/2.jpg',
      'plain,Plain,,Acme,Mug,,Title,Default Title,P,5.00,',
    ];
    const { items, bad } = await read('products.csv', `${header}\n${lines.join('\n')}\n`);
    expect(items[0]).toEqual(product);
    expect(items[1]!.attributes).toEqual({ vendor: 'Acme', type: 'Mug' });
    expect(bad.count).toBe(0);
  });

  it('are read from products.json', async () => {
    const json = {
      products: [
        {
          id: 1,
          handle: 'blue-mug',
          title: 'Blue mug',
          body_html: '<p>Holds tea</p>',
          vendor: 'Acme',
          product_type: 'Mug',
          tags: ['tea', 'gift'],
          options: [{ name: 'Size', values: ['S', 'L'] }],
          variants: [
            { sku: 'M-S', price: '10.00', option1: 'S' },
            { sku: 'M-L', price: '9.00', option1: 'L' },
          ],
          images: [{ src: 'https://cdn.example/1.jpg' }],
        },
      ],
    };
    expect((await read('products.json', JSON.stringify(json))).items).toEqual([product]);
    expect(await trainerErrorOf(read('products.json', '[]'))).toMatchObject({ code: 'no-items' });
    expect(await trainerErrorOf(read('products.json', '{"products": [{'))).toMatchObject({
      code: 'unsupported-format',
    });
  });
});

describe('WooCommerce products', () => {
  it('are read from their CSV, with semicolons and decimal commas, variations left to their product', async () => {
    const header =
      'ID;Type;SKU;Name;Short description;Description;Sale price;Regular price;Categories;Tags;Images;Attribute 1 name;Attribute 1 value(s)';
    const lines = [
      '7;variable;SKU-1;Blue mug & lid;<b>Holds</b> tea;;12,50;15,00;Home > Mugs, Gifts;tea, gift;https://shop.example/1.jpg, https://shop.example/2.jpg;Color;Blue, White',
      '8;variation;SKU-1-B;Blue mug;;;;15,00;;;;Color;Blue',
      '9;simple;;No SKU;;;;3;;;;;',
    ];
    const { items } = await read('products.csv', `${header}\n${lines.join('\n')}\n`);
    expect(items).toHaveLength(2);
    expect(items[0]).toEqual({
      ...MUG,
      url: '',
      attributes: { tags: 'tea|gift', category: 'Home|Home > Mugs|Gifts', colour: 'Blue|White' },
    });
    expect(items[1]).toMatchObject({ id: '9', title: 'No SKU', price: 3 });
  });
});
