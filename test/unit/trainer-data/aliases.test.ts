import { describe, expect, it } from 'vitest';

import { rowOfAlias } from '../../../contract/aliases.ts';
import { decodeAliases, partOf } from '../../../contract/parts.ts';
import { buildBundle } from '../../../trainer/bundle-writer.ts';
import { buildCatalogue } from '../../../trainer/catalogue-builder.ts';
import { readItems, type ItemsReaderOptions } from '../../../trainer/readers/items-reader.ts';
import { namesInUrls } from '../../../trainer/url-names.ts';
import { trainerErrorOf, useScratch } from './files.ts';
import { smallLog, smallModel } from './small-log.ts';

const scratch = useScratch();

/** What a bundle of a file takes each of `names` for, beside the names themselves where they are ids. */
async function bundleOf(file: string, content: string, options: ItemsReaderOptions = {}, include?: readonly string[]) {
  const { items } = await readItems([scratch.file(file, content)], options);
  const log = smallLog([['s', 'only-in-log']]);
  const catalogue = buildCatalogue(items, log, { include });
  const { manifest, files, aliases } = buildBundle(smallModel(catalogue), catalogue, log);
  const part = partOf(manifest, 'aliases');
  const decoded = part && decodeAliases(new Uint8Array(files.get(part.file)!).buffer, manifest)!;
  return {
    ids: catalogue.ids,
    attributes: catalogue.attributes.map(({ name }) => name),
    aliases,
    part,
    itemOf: (name: string): string | undefined => catalogue.ids[(decoded && rowOfAlias(decoded, name)) ?? -1],
  };
}

function csv(...rows: readonly (readonly string[])[]): string {
  return `${rows.map((row) => row.join(',')).join('\n')}\n`;
}

describe('other ids of items', () => {
  it('are read from the columns of a plain file that name items, and are no attributes', async () => {
    const found = await bundleOf(
      'items.csv',
      csv(
        ['item_id', 'title', 'SKU', 'variant_ids', 'item_group_id', 'gtin', 'Brand', 'url'],
        ['a', 'Lamp', 'L-1', '"41,42"', 'G1', '0400', 'Acme', 'https://shop.example/p/lamp-oak.html'],
        ['b', 'Mug', 'M-1', '[43 44]', 'G1', '400', 'Acme', '/p/mug'],
        ['c', 'Cup', 'a', '45|46', 'G2', '', 'Bolt', '/p/cup?ref=1'],
        ['d', 'Pan', 'P-1', '', '', '', 'Bolt', ''],
      ),
    );
    expect(found.ids).toEqual(['a', 'b', 'c', 'd', 'only-in-log']);
    expect(found.attributes).toContain('brand');
    expect(found.attributes.join()).not.toMatch(/sku|group|variant|gtin|url/i);
    expect(['L-1', 'l-1', '41', '42', '0400', 'lamp-oak'].map(found.itemOf)).toEqual(Array(6).fill('a'));
    expect(['43', '44', '400', 'MUG'].map(found.itemOf)).toEqual(Array(4).fill('b'));
    // a group of which the catalogue has one item is that item; one of which it has two is none
    expect(found.itemOf('G2')).toBe('c');
    expect(found.itemOf('G1')).toBeUndefined();
    // an item's own id is nobody else's name
    expect(found.itemOf('a')).toBeUndefined();
    expect(found.aliases).toMatchObject({ shared: 1, bytes: found.part!.bytes });
  });

  it('may be an attribute too where the config includes them, and are none at all where it turns them off', async () => {
    const rows = [['item_id', 'item_group_id'], ...Array.from({ length: 12 }, (_, at) => [`i${at}`, `g${at % 3}`])];
    expect((await bundleOf('items.csv', csv(...rows), {}, ['item_group_id'])).attributes).toEqual(['item_group_id']);
    expect((await bundleOf('items.csv', csv(...rows))).attributes).toEqual([]);
    const off = await bundleOf('items.csv', csv(['item_id', 'sku'], ['a', 'x'], ['b', 'y']), { aliases: false });
    expect([off.part, off.attributes, off.itemOf('x')]).toEqual([undefined, [], undefined]);
  });

  it('are those of the columns that the config names, which are then no attributes', async () => {
    const rows = [
      ['item_id', 'ERP Number', 'sku', 'tone'],
      ...Array.from({ length: 8 }, (_, at) => [`i${at}`, `e${at}`, `s${at}`, `t${at % 2}`]),
    ];
    const found = await bundleOf('items.csv', csv(...rows), { aliases: ['erp_number'] });
    expect([found.itemOf('E3'), found.itemOf('s3')]).toEqual(['i3', undefined]);
    expect(found.attributes).toEqual(['tone']);
    const error = await trainerErrorOf(bundleOf('items.csv', csv(...rows), { aliases: ['sku', 'erp_nummer'] }));
    expect(error.code).toBe('bad-config');
    expect(error.message).toMatch(/aliases: no column erp_nummer.*Did you mean erp number\?/);
  });

  it('make no part where there are none, so that a bundle stays what it was', async () => {
    const found = await bundleOf('items.csv', csv(['item_id', 'title'], ['a', 'Lamp'], ['b', 'Mug']));
    expect([found.part, found.aliases]).toEqual([undefined, { ids: 0, shared: 0, bytes: 0 }]);
  });

  it('of a Merchant feed are its group, trade numbers and addresses', async () => {
    const head = ['id', 'title', 'price', 'item_group_id', 'mpn', 'gtin', 'link'];
    const feed = [
      head,
      [
        'shopify_GB_81_91',
        'Mug S',
        '1.00 GBP',
        '81',
        'M9',
        '5012345678900',
        'https://s.example/products/mug?variant=91',
      ],
      [
        'shopify_GB_81_92',
        'Mug L',
        '1.00 GBP',
        '81',
        'M9',
        '5012345678917',
        'https://s.example/products/mug?variant=92',
      ],
      ['shopify_GB_82_93', 'Cup', '1.00 GBP', '82', 'C1', '', 'https://s.example/products/cup?variant=93'],
    ];
    const found = await bundleOf('feed.tsv', `${feed.map((row) => row.join('\t')).join('\n')}\n`);
    const [small, large, cup] = feed.slice(1).map(([id]) => id);
    expect(['91', '5012345678900'].map(found.itemOf)).toEqual([small, small]);
    expect(found.itemOf('92')).toBe(large);
    expect(['82', '93', 'C1', 'cup'].map(found.itemOf)).toEqual([cup, cup, cup, cup]);
    expect(['81', 'M9', 'mug'].map(found.itemOf)).toEqual([undefined, undefined, undefined]);
  });

  it('of Shopify’s products are the product’s and its variants’', async () => {
    const json = {
      products: [
        {
          id: 8_120_000_001,
          handle: 'blue-mug',
          title: 'Blue mug',
          variants: [
            { id: 41_000_000_001, sku: 'M-S', barcode: '0400', price: '9' },
            { id: 41_000_000_002, sku: 'M-L', price: '10' },
          ],
        },
        { id: 8_120_000_002, handle: 'cup', title: 'Cup', variants: [{ id: 41_000_000_003, sku: 'C', price: '3' }] },
      ],
    };
    const found = await bundleOf('products.json', JSON.stringify(json));
    expect(['8120000001', '41000000001', '41000000002', 'M-S', 'm-l', '0400'].map(found.itemOf)).toEqual(
      Array(6).fill('blue-mug'),
    );
    expect(['8120000002', '41000000003', 'C'].map(found.itemOf)).toEqual(['cup', 'cup', 'cup']);

    const file = csv(
      ['Handle', 'Title', 'Variant SKU', 'Variant Price', 'Variant Barcode'],
      ['blue-mug', 'Blue mug', "'0041", '9', ''],
      ['blue-mug', '', 'M-L', '10', "'0400"],
      ['cup', 'Cup', 'C', '3', ''],
    );
    const exported = await bundleOf('products.csv', file);
    expect(['0041', 'M-L', '0400', 'C', '41'].map(exported.itemOf)).toEqual([
      'blue-mug',
      'blue-mug',
      'blue-mug',
      'cup',
      undefined,
    ]);
  });

  it('of WooCommerce’s products are numbers and SKUs, of their variations too, wherever these stand', async () => {
    const file = csv(
      ['ID', 'Type', 'SKU', 'Name', 'Regular price', 'Parent', '"GTIN, UPC, EAN, or ISBN"'],
      ['8', 'variation', 'MUG-B', 'Mug blue', '5', 'MUG', '0401'],
      ['7', 'variable', 'MUG', 'Mug', '5', '', ''],
      ['10', 'variation', '', 'No SKU red', '5', 'id:9', ''],
      ['9', 'variable', '', 'No SKU', '5', '', ''],
      ['11', 'variation', 'LOST', 'Of nothing', '5', 'GONE', ''],
    );
    const found = await bundleOf('wc.csv', file);
    expect(found.ids).toEqual(['9', 'MUG', 'only-in-log']);
    expect(['7', '8', 'MUG-B', '0401'].map(found.itemOf)).toEqual(Array(4).fill('MUG'));
    expect([found.itemOf('10'), found.itemOf('LOST')]).toEqual(['9', undefined]);
  });

  it('that a plain file has in Shopify’s long form are known by the short one', async () => {
    const found = await bundleOf(
      'items.csv',
      csv(['item_id', 'variant_id'], ['gid://shopify/Product/1', 'gid://shopify/ProductVariant/21'], ['b', 'x']),
    );
    expect(['1', '21', 'gid://shopify/ProductVariant/21'].map(found.itemOf)).toEqual(
      Array(3).fill('gid://shopify/Product/1'),
    );
  });
});

describe('what addresses call items', () => {
  it('is the end of the path, and whatever nearly all of them have of their own in one place', () => {
    expect(namesInUrls(['/12-blue-mug.html', '/13-red-cup.html', ''])).toEqual([
      ['12-blue-mug', '12'],
      ['13-red-cup', '13'],
      [],
    ]);
    expect(namesInUrls(['/lamp-calendar-a41x.htm', 'https://s.example/de/mug-b52'])).toEqual([
      ['lamp-calendar-a41x', 'a41x'],
      ['mug-b52', 'b52'],
    ]);
    expect(namesInUrls(['/p/91/mug', '/p/92/cup'])).toEqual([
      ['mug', '91'],
      ['cup', '92'],
    ]);
    expect(namesInUrls(['/detail.php?pid=7&lang=en', '/detail.php?pid=8&lang=en'])).toEqual([
      ['detail', '7'],
      ['detail', '8'],
    ]);
    expect(namesInUrls(['/p/gr%C3%BCn', 'http://', '/'])).toEqual([['grün'], [], []]);
  });

  it('is no number that only some of them have, nor a folder of many', () => {
    const urls = Array.from(
      { length: 20 },
      (_, at) => `/home/${at < 3 ? `calendar-${2024 + at}` : `mug-${'abcdefghijklmnopqrstuvw'[at]}`}`,
    );
    expect(namesInUrls(urls).map((names) => names.length)).toEqual(urls.map(() => 1));
  });
});
