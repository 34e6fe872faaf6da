import { MAX_AMOUNT, MAX_ID_LENGTH } from '../../contract/limits.ts';
import type { ItemRow } from '../items.ts';

/** The fields of one row by lower-cased column name. */
export type Fields = ReadonlyMap<string, string>;

/** An item, a reason why the row is bad, or undefined for a row that only adds to one before it (a further picture). */
export type ToItemRow = (fields: Fields) => ItemRow | string | undefined;

const TITLE = ['title', 'name'];
const URL = ['url', 'link'];
const IMAGE = ['image', 'image_link'];
const KNOWN = new Set(['item_id', 'description', 'price', ...TITLE, ...URL, ...IMAGE]);

/** A row of the plain format: `item_id`, the known columns, and every other column as an attribute. */
export const toPlainItem: ToItemRow = (fields) => {
  const id = (fields.get('item_id') ?? '').trim();
  const wrong = checkId(id, 'item_id');
  if (wrong !== undefined) return wrong;
  const price = parsePrice(fields.get('price') ?? '');
  if (price === undefined) return `price is not a number: ${JSON.stringify(fields.get('price'))}`;
  const attributes = new Map<string, string>();
  for (const [name, value] of fields) if (!KNOWN.has(name) && name !== '') attributes.set(name, value.trim());
  return {
    id,
    title: firstOf(fields, TITLE),
    description: firstOf(fields, ['description']),
    url: firstOf(fields, URL),
    image: firstOf(fields, IMAGE),
    price,
    attributes,
  };
};

export function checkId(id: string, column: string): string | undefined {
  if (id === '') return `${column} is empty`;
  return id.length > MAX_ID_LENGTH ? `${column} is longer than ${MAX_ID_LENGTH} characters` : undefined;
}

/** The first of the columns that holds something, trimmed. */
export function firstOf(fields: Fields, names: readonly string[]): string {
  for (const name of names) {
    const value = fields.get(name)?.trim();
    if (value) return value;
  }
  return '';
}

/**
 * A price as shops write it: `2.55`, `2,55`, `1.299,00 €`, `15.00 USD`, `$1,299`. NaN for an empty field, undefined for
 * what is no price.
 */
export function parsePrice(text: string): number | undefined {
  const bare = text.replaceAll(/[\s\u00a0]|\p{Sc}|[a-z]{2,3}\b/giu, '');
  if (bare === '') return text.trim() === '' ? NaN : undefined;
  if (!/^\d[\d.,']*$/.test(bare)) return undefined;
  const decimal = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','));
  const digitsAfter = decimal < 0 ? 0 : bare.length - decimal - 1;
  const single = decimal >= 0 && !/[.,]/.test(bare.slice(0, decimal));
  // a lone comma before three digits groups thousands; a lone point never does
  const isDecimal = decimal >= 0 && !(single && bare[decimal] === ',' && digitsAfter === 3);
  const whole = (isDecimal ? bare.slice(0, decimal) : bare).replaceAll(/[.,']/g, '');
  const price = Number(isDecimal ? `${whole}.${bare.slice(decimal + 1)}` : whole);
  return Number.isFinite(price) && price <= MAX_AMOUNT ? price : undefined;
}
