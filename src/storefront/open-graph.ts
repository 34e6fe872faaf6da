import { toCurrency, type PriceHint } from './currencies.ts';
import { toIds } from './ids.ts';
import { parseAmount } from './prices.ts';
import type { PageProduct } from './schema-org.ts';

/** What names the product, the likeliest first. */
const CODES = [
  'product:retailer_item_id',
  'product:sku',
  'product:item_id',
  'product:retailer_part_no',
  'product:mfr_part_no',
];
const AMOUNTS = ['product:sale_price', 'product:price', 'og:price'];
const MAX_METAS = 200;

/** The product that the page's Open Graph names; undefined where it names none. */
export function readOpenGraph(hint: PriceHint = {}): PageProduct | undefined {
  const said = new Map<string, string>();
  for (const meta of [...document.getElementsByTagName('meta')].slice(0, MAX_METAS)) {
    const key = (meta.getAttribute('property') ?? meta.getAttribute('name') ?? '').toLowerCase();
    if (/^(og|product):/.test(key) && !said.has(key)) said.set(key, meta.getAttribute('content') ?? '');
  }
  const ids = toIds(
    [...CODES, 'product:item_group_id', 'product:ean', 'product:isbn', 'product:upc'].map((key) => said.get(key)),
  );
  const amount = AMOUNTS.find((key) => said.has(`${key}:amount`));
  const isProduct = /^(og:)?product(\.item)?$/i.test(said.get('og:type')?.trim() ?? '');
  if (!isProduct && ids.length === 0 && !amount) return undefined;
  const currency = toCurrency(said.get(`${amount}:currency`) ?? said.get('product:price:currency'));
  return {
    ids,
    url: said.get('og:url'),
    name: said.get('og:title'),
    price: amount ? parseAmount(said.get(`${amount}:amount`), currency ? { ...hint, currency } : hint) : undefined,
    variants: [],
    isMain: true,
  };
}
