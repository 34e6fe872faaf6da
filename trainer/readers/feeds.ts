import type { ItemRow } from '../items.ts';
import { IDENTIFIERS, mergeIdentifiers } from './identifiers.ts';
import { checkId, firstOf, parsePrice, toPlainItem, type Fields, type ToItemRow } from './item-rows.ts';
import { toPlainText } from './plain-text.ts';

/** How the rows of one kind of catalogue become items. */
export interface Feed {
  readonly name: string;
  readonly toItem: ToItemRow;
  /** Columns that name an item beside its id; see identifiers.ts. */
  readonly identifiers: readonly string[];
  /** What a row that is no item belongs to, by id or another name: a variation's product. */
  readonly parentOf?: (fields: Fields) => string | undefined;
  /** Whether several rows make up one item: variants and further pictures of a Shopify product. */
  readonly merges: boolean;
}

/** The format of docs/data.md. */
export const PLAIN: Feed = { name: 'items', toItem: toPlainItem, identifiers: IDENTIFIERS, merges: false };

/** What a feed says for the shop's rules for lists; no attributes are made of them. */
const FACTS = ['availability', 'item_group_id', 'date_added'];
/** Columns that say nothing a shopper could like about an item. */
const SILENT = /(^|_| )(id|gtin|mpn|sku|ean|upc|link|url|image|images|handle|position|weight|barcode)s?( |_|$)/;
const MAX_WOOCOMMERCE_ATTRIBUTES = 20;
/** As WooCommerce 9 heads the column. */
const WOOCOMMERCE_GTIN = 'gtin, upc, ean, or isbn';

export const MERCHANT: Feed = {
  name: 'Google Merchant feed',
  identifiers: ['item_group_id', 'mpn', 'gtin', 'sku', 'link', 'mobile_link', 'canonical_link'],
  merges: false,
  toItem(fields) {
    const price = firstPrice(fields, ['sale_price', 'sale price', 'price']);
    return toItem(fields, 'id', price, {
      title: firstOf(fields, ['title']),
      url: firstOf(fields, ['link']),
      image: firstOf(fields, ['image_link', 'image link']),
      description: toPlainText(firstOf(fields, ['description'])),
      attributes: new Map([
        ...pick(fields, ['brand', 'size', 'gender', 'age_group', 'pattern', 'condition', ...FACTS]),
        ...listOf('colour', firstOf(fields, ['color', 'colour']), '/'),
        ...listOf('material', firstOf(fields, ['material']), '/'),
        ...levelsOf('category', firstOf(fields, ['product_type', 'product type', 'google_product_category'])),
        ...customLabels(fields),
      ]),
    });
  },
};

export const SHOPIFY: Feed = {
  name: 'Shopify export',
  identifiers: ['id', 'product_id', 'variant_id', 'variant_sku', 'variant_barcode', 'url'],
  merges: true,
  toItem(fields) {
    const price = firstPrice(fields, ['variant price', 'price']);
    const options = [1, 2, 3].flatMap((number) => {
      const name = fields.get(`option${number} name`)?.trim().toLowerCase() ?? '';
      const value = fields.get(`option${number} value`)?.trim() ?? '';
      // a product without variants has one option that says so; later rows of a product name only the value
      return value === '' || /^(title|default title)$/.test(name) || /^default title$/i.test(value)
        ? []
        : [[name === '' ? `option ${number}` : toBritish(name), value] as const];
    });
    return toItem(fields, 'handle', price, {
      title: firstOf(fields, ['title']),
      url: '',
      image: firstOf(fields, ['image src']),
      description: toPlainText(firstOf(fields, ['body (html)', 'body html', 'body'])),
      attributes: new Map([
        ...pick(fields, ['vendor', 'type']),
        ...listOf('tags', firstOf(fields, ['tags']), ','),
        ...levelsOf('category', firstOf(fields, ['product category', 'standard product type'])),
        ...options,
      ]),
    });
  },
};

const WOOCOMMERCE: Feed = {
  name: 'WooCommerce export',
  identifiers: ['id', 'sku', 'slug', 'permalink', 'gtin', 'ean', WOOCOMMERCE_GTIN],
  parentOf: (fields) => (isVariation(fields) ? firstOf(fields, ['parent']).replace(/^id:/i, '') : undefined),
  merges: false,
  toItem(fields) {
    // a variation is bought as its product
    if (isVariation(fields)) return undefined;
    const price = firstPrice(fields, ['sale price', 'regular price']);
    const attributes = Array.from({ length: MAX_WOOCOMMERCE_ATTRIBUTES }, (_, index) => {
      const name =
        fields
          .get(`attribute ${index + 1} name`)
          ?.trim()
          .toLowerCase() ?? '';
      return name === '' ? [] : listOf(toBritish(name), firstOf(fields, [`attribute ${index + 1} value(s)`]), ',');
    });
    return toItem(fields, firstOf(fields, ['sku']) === '' ? 'id' : 'sku', price, {
      title: firstOf(fields, ['name']),
      url: firstOf(fields, ['external url', 'permalink']),
      image: firstOf(fields, ['images']).split(',')[0]!.trim(),
      description: toPlainText(firstOf(fields, ['short description', 'description'])),
      attributes: new Map([
        ...pick(fields, ['brands', 'brand', 'in stock?']),
        ...listOf('tags', firstOf(fields, ['tags']), ','),
        ...categoriesOf(firstOf(fields, ['categories'])),
        ...attributes.flat(),
      ]),
    });
  },
};

/** Which catalogue has these columns; undefined for none that is read. */
export function feedOf(columns: readonly string[]): Feed | undefined {
  const has = (...names: string[]) => names.every((name) => columns.includes(name));
  if (has('item_id')) return PLAIN;
  if (has('handle', 'title')) return SHOPIFY;
  if (has('regular price', 'name') && (has('sku') || has('id'))) return WOOCOMMERCE;
  if (has('id', 'title') && (has('link') || has('image_link') || has('image link') || has('price'))) return MERCHANT;
  return undefined;
}

/** One of several forms of a product, with a row of its own. */
function isVariation(fields: Fields): boolean {
  return fields.get('type')?.trim().toLowerCase() === 'variation';
}

/** Two rows of one item: what the first leaves open the second fills, attribute values are united, the lowest price counts. */
export function mergeItems(a: ItemRow, b: ItemRow): ItemRow {
  const attributes = new Map(a.attributes);
  // "option 1" is a value under the name the first row gave its first option
  for (const [name, value] of b.attributes) {
    const number = /^option (\d)$/.exec(name)?.[1];
    const known = number === undefined ? name : ([...a.attributes.keys()].filter(isOption)[Number(number) - 1] ?? name);
    attributes.set(known, unite(attributes.get(known), value));
  }
  return {
    id: a.id,
    title: a.title || b.title,
    description: a.description || b.description,
    url: a.url || b.url,
    image: a.image || b.image,
    price: Number.isNaN(a.price) ? b.price : Number.isNaN(b.price) ? a.price : Math.min(a.price, b.price),
    attributes,
    identifiers: mergeIdentifiers(a.identifiers ?? new Map(), b.identifiers ?? new Map()),
  };
}

function isOption(name: string): boolean {
  return !['vendor', 'type', 'tags', 'category'].includes(name);
}

function unite(a: string | undefined, b: string): string {
  return [...new Set([...(a?.split('|') ?? []), ...b.split('|')])].filter((value) => value !== '').join('|');
}

function toItem(
  fields: Fields,
  idColumn: string,
  price: number | string,
  rest: Omit<ItemRow, 'id' | 'price'>,
): ItemRow | string {
  const id = fields.get(idColumn)?.trim() ?? '';
  const wrong = checkId(id, idColumn) ?? (typeof price === 'string' ? price : undefined);
  return wrong ?? { ...rest, id, price: price as number };
}

/** The first price that is there; a sentence where it is none. */
function firstPrice(fields: Fields, columns: readonly string[]): number | string {
  const text = firstOf(fields, columns);
  return parsePrice(text) ?? `price is not a number: ${JSON.stringify(text)}`;
}

function pick(fields: Fields, names: readonly string[]): [string, string][] {
  return names.flatMap((name): [string, string][] => {
    const value = fields.get(name)?.trim() ?? '';
    return value === '' ? [] : [[name, value]];
  });
}

function customLabels(fields: Fields): [string, string][] {
  return [...fields].filter(([name, value]) => /^custom_label_\d$/.test(name) && value.trim() !== '');
}

function listOf(name: string, text: string, separator: string): [string, string][] {
  const values = text
    .split(separator)
    .map((value) => value.trim())
    .filter((value) => value !== '');
  return values.length > 0 && !SILENT.test(name) ? [[name, [...new Set(values)].join('|')]] : [];
}

/** "Home > Kitchen > Mugs" is in Home, in Home > Kitchen and in Home > Kitchen > Mugs. */
function levelsOf(name: string, path: string): [string, string][] {
  const levels = path
    .split('>')
    .map((level) => level.trim())
    .filter((level) => level !== '');
  if (levels.length === 0) return [];
  return [[name, levels.map((_, depth) => levels.slice(0, depth + 1).join(' > ')).join('|')]];
}

function categoriesOf(text: string): [string, string][] {
  const all = text.split(',').flatMap((path) => levelsOf('category', path).map(([, levels]) => levels));
  return all.length > 0 ? [['category', [...new Set(all.join('|').split('|'))].join('|')]] : [];
}

function toBritish(name: string): string {
  return name === 'color' ? 'colour' : name;
}
