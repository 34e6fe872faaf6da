import { describe, expect, it } from 'vitest';

import type { Catalogue } from '../../../trainer/catalogue.ts';
import { buildCatalogue, type CatalogueOptions } from '../../../trainer/catalogue-builder.ts';
import { NO_ITEMS, toItemsTable, type ItemsTable } from '../../../trainer/items.ts';
import { readItems } from '../../../trainer/readers/items-reader.ts';
import { smallLog } from './small-log.ts';

const ONLINE_RETAIL = new URL('../../../demo/data/onlineretail/items.csv.gz', import.meta.url).pathname;

function itemsOf(titles: readonly string[], columns: Readonly<Record<string, readonly string[]>> = {}): ItemsTable {
  return toItemsTable(
    titles.map((title, row) => ({
      id: `i${String(row).padStart(3, '0')}`,
      title,
      description: '',
      url: '',
      image: '',
      price: row + 1,
      attributes: new Map(Object.entries(columns).map(([name, values]) => [name, values[row] ?? ''])),
    })),
  );
}

function build(items: ItemsTable, options?: CatalogueOptions): Catalogue {
  return buildCatalogue(items, smallLog([]), options);
}

/** The values of one attribute, item by item. */
function valuesOf({ attributes, ids }: Catalogue, name: string): string[][] {
  const { values, codes } = attributes.find((attribute) => attribute.name === name)!;
  return ids.map((_, row) =>
    Array.from(codes.data.subarray(codes.offsets[row], codes.offsets[row + 1]), (code) => values[code]!),
  );
}

describe('items of a catalogue', () => {
  it('holds the items of the files and of the log, sorted by id', () => {
    const log = smallLog([['s', 'zz', 'aa']]);
    expect(buildCatalogue(itemsOf(['LAMP']), log).ids).toEqual(['aa', 'i000', 'zz']);
    expect(buildCatalogue(NO_ITEMS, log).ids).toEqual(['aa', 'zz']);
  });

  it('keeps what the files do not say unknown', () => {
    const { titles, prices, attributes } = buildCatalogue(NO_ITEMS, smallLog([['s', 'a']]));
    expect(titles).toEqual(['']);
    expect([...prices]).toEqual([NaN]);
    expect(attributes).toEqual([]);
  });
});

describe('given columns', () => {
  const titles = Array.from({ length: 20 }, () => 'THING');

  it('become attributes, several values where there is a bar', () => {
    const brand = titles.map((_, row) => (row < 10 ? 'Acme' : 'Bolt'));
    const tags = titles.map((_, row) => (row < 10 ? 'x|y' : 'y'));
    const catalogue = build(itemsOf(titles, { brand, tags }));
    expect(valuesOf(catalogue, 'brand')[0]).toEqual(['Acme']);
    expect(valuesOf(catalogue, 'tags')[0]).toEqual(['x', 'y']);
    expect(catalogue.attributes.map(({ name, type }) => [name, type])).toContainEqual(['tags', 'many']);
  });

  it('are left out when they are constant or name single items', () => {
    const names = titles.map((_, row) => `name ${row}`);
    const catalogue = build(itemsOf(titles, { constant: titles, names }));
    expect(catalogue.attributes.map(({ name }) => name)).not.toContain('constant');
    expect(catalogue.attributes.map(({ name }) => name)).not.toContain('names');
  });

  it('stand in for a derived one of the same name only where they know more items', () => {
    const coloured = titles.map((_, row) => (row < 8 ? 'RED LAMP' : 'LAMP'));
    const few = titles.map((_, row) => (row < 4 ? 'crimson' : ''));
    const more = titles.map((_, row) => (row < 10 ? 'crimson' : 'pale'));
    expect(valuesOf(build(itemsOf(coloured, { colour: few })), 'colour')[0]).toEqual(['red']);
    expect(valuesOf(build(itemsOf(coloured, { colour: more })), 'colour')[0]).toEqual(['crimson']);
  });

  it('can be chosen, left out and renamed', () => {
    const brand = titles.map((_, row) => (row < 10 ? 'Acme' : 'Bolt'));
    const size = titles.map((_, row) => (row < 10 ? 'S' : 'M'));
    const names = (options: CatalogueOptions) =>
      build(itemsOf(titles, { brand, size }), options).attributes.map(({ name }) => name);
    expect(names({ include: ['brand'] })).toEqual(['brand']);
    expect(names({ exclude: ['brand', 'price band'] })).not.toContain('brand');
    expect(names({ include: ['size'], rename: { size: 'fit' } })).toEqual(['fit']);
  });
});

describe('derived attributes', () => {
  it('reads colours and materials in the order they are named, and no colour from ice cream', () => {
    const catalogue = build(itemsOf(['RED/WHITE GLASS LAMP', 'ICE CREAM BOWL', 'WOODEN BLUE BOWL']));
    expect(valuesOf(catalogue, 'colour')).toEqual([['red', 'white'], [], ['blue']]);
    expect(valuesOf(catalogue, 'material')).toEqual([['glass'], [], ['wood']]);
  });

  it('makes price bands that ascend and hold about equally many items', () => {
    const catalogue = build(itemsOf(Array.from({ length: 80 }, () => 'LAMP')));
    const band = catalogue.attributes.find(({ name }) => name === 'price band')!;
    expect(band.type).toBe('band');
    expect(band.values).toHaveLength(8);
    expect(band.values[0]).toBe('under 11');
    expect(band.values.at(-1)).toBe('71 and more');
    const counts = band.values.map((_, code) => band.codes.data.filter((each) => each === code).length);
    expect(counts).toEqual([10, 10, 10, 10, 10, 10, 10, 10]);
    expect(valuesOf(catalogue, 'price band')[0]).toEqual(['under 11']);
    expect(valuesOf(catalogue, 'price band')[79]).toEqual(['71 and more']);
  });

  it('keeps words of two items at least, singular and without stop words', () => {
    const { words, itemWords } = build(itemsOf(['THE RED LAMPS', 'A RED LAMP', 'ONE CHAIR']));
    expect(words).toEqual(['lamp', 'red']);
    expect([...itemWords.offsets]).toEqual([0, 2, 4, 4]);
    expect([...itemWords.data]).toEqual([0, 1, 0, 1]);
  });
});

describe('kinds of a real catalogue', () => {
  it.each([
    ['GLASS CLOCHE SMALL', 'cloche'],
    ['SET OF 72 RETROSPOT PAPER  DOILIES', 'doily'],
    ['HANGING METAL HEART LANTERN', 'lantern'],
    ['LANTERN CREAM GAZEBO ', 'lantern'],
    ['PAPER LANTERN 9 POINT SNOW STAR', 'lantern'],
    ['SET 6 PAPER TABLE LANTERN STARS ', 'lantern'],
    ['JUMBO BAG RED RETROSPOT', 'bag'],
    ['S/15 SILVER GLASS BAUBLES IN BAG', 'bauble'],
    ['DECORATION WHITE CHICK MAGIC GARDEN', 'decoration'],
    ['HOT WATER BOTTLE SEX BOMB', 'water bottle'],
    ['LETTER "V" BLING KEY RING', 'key ring'],
    ['ALARM CLOCK BAKELIKE RED ', 'clock'],
    ['SKULL LUNCH BOX WITH CUTLERY ', 'box'],
    ['RED DINER WALL CLOCK', 'clock'],
    ['TRAVEL CARD WALLET I LOVE LONDON', 'wallet'],
    ['COOK WITH WINE METAL SIGN ', 'sign'],
    ['MAGNETS PACK OF 4 SWALLOWS', 'magnet'],
  ])('takes %s for a %s', async (title, kind) => {
    const { catalogue } = await realCatalogue();
    const row = catalogue.titles.findIndex((each) => each.trim() === title.trim());
    expect(row, `${title} is in the catalogue`).toBeGreaterThanOrEqual(0);
    expect(valuesOf(catalogue, 'kind')[row]).toEqual([kind]);
  });

  it('knows the kind of nine described items in ten', async () => {
    const { catalogue } = await realCatalogue();
    const described = catalogue.titles.flatMap((title, row) => (title === '' ? [] : [row]));
    const kinds = valuesOf(catalogue, 'kind');
    expect(described.filter((row) => kinds[row]!.length > 0).length / described.length).toBeGreaterThan(0.9);
  });

  it('calls nearly every title with the word lantern a lantern', async () => {
    const { catalogue } = await realCatalogue();
    const kinds = valuesOf(catalogue, 'kind').filter((_, row) => /lantern/i.test(catalogue.titles[row]!));
    expect(kinds.filter(([kind]) => kind === 'lantern').length).toBeGreaterThanOrEqual(kinds.length - 1);
  });
});

let real: Promise<{ catalogue: Catalogue }> | undefined;
function realCatalogue(): Promise<{ catalogue: Catalogue }> {
  return (real ??= readItems([ONLINE_RETAIL]).then(({ items }) => ({ catalogue: build(items) })));
}
