import type { FactsPart } from '../contract/facts.ts';
import { nearestName, TrainerError } from './errors.ts';
import type { ItemColumn, ItemsTable } from './items.ts';

const DAY_MS = 86_400_000;

/** Which columns of the items files say what the shop's rules for lists ask; false: none does. */
export interface FactColumns {
  readonly stock?: string | false | undefined;
  readonly added?: string | false | undefined;
  readonly variants?: string | false | undefined;
}

/** The names under which they are found where the config says nothing. */
const USUAL: Readonly<Record<keyof FactColumns, readonly string[]>> = {
  stock: ['availability', 'stock', 'in_stock', 'in stock?', 'stock_status', 'stock_quantity', 'inventory'],
  added: ['date_added', 'added_at', 'created_at', 'published_at', 'release_date', 'available_since'],
  variants: ['item_group_id', 'product_group_id', 'group_id', 'parent_id', 'parent_sku', 'variant_of'],
};
/** `OutOfStock` of schema.org, Google's `out_of_stock`, 0, no ...: what is not there, and what nobody can order. */
const OUT =
  /^(?:.*[/#])?(?:-?0+(?:\.0+)?|-\d.*|false|no|n|out|out[ _-]?of[ _-]?stock|sold[ _-]?out|unavailable|discontinued)$/i;

/** What the items files say of each item of a catalogue. */
export type ItemFacts = Pick<FactsPart, 'product' | 'out' | 'added'>;

/** The columns that are read as facts: they are no attributes. */
export function factColumnsOf(items: ItemsTable, chosen: FactColumns = {}): ReadonlyMap<keyof FactColumns, ItemColumn> {
  const columns = [...items.columns, ...items.identifiers];
  const found = new Map<keyof FactColumns, ItemColumn>();
  for (const fact of Object.keys(USUAL) as (keyof FactColumns)[]) {
    const name = chosen[fact];
    if (name === false) continue;
    const wanted = name === undefined ? USUAL[fact] : [name.trim().toLowerCase()];
    const column = wanted.map((each) => columns.find((known) => known.name === each)).find(Boolean);
    if (column) found.set(fact, column);
    else if (name !== undefined && items.ids.length > 0) throw noColumn(fact, name, columns);
  }
  return found;
}

/** `at`: the place of each row of the catalogue in the items files, -1 where they do not have it. */
export function toItemFacts(columns: ReadonlyMap<keyof FactColumns, ItemColumn>, at: readonly number[]): ItemFacts {
  const read = (fact: keyof FactColumns): string[] | undefined => {
    const column = columns.get(fact);
    return column && at.map((place) => column.values[place]?.trim() ?? '');
  };
  const products = read('variants');
  const out = read('stock')?.flatMap((value, row) => (OUT.test(value) ? [row] : []));
  const added = read('added')?.map(toDay);
  return {
    product: products && toProducts(products),
    out: out && Uint32Array.from(out),
    added: added && Uint16Array.from(added),
  };
}

/** Undefined where no product has several variants. */
function toProducts(names: readonly string[]): Uint32Array | undefined {
  const numbers = new Map<string, number>();
  const product = Uint32Array.from(names, (name, row) => {
    const known = numbers.get(name);
    if (name === '') return row;
    if (known === undefined) numbers.set(name, row);
    return known ?? row;
  });
  return product.some((number, row) => number !== row) ? product : undefined;
}

/** Of an ISO 8601 date, or of seconds or milliseconds since 1970; 0 for anything else. */
function toDay(text: string): number {
  const number = Number(text);
  const at = text === '' ? NaN : Number.isFinite(number) ? (number > 1e11 ? number : number * 1_000) : Date.parse(text);
  const day = Math.floor(at / DAY_MS);
  return day > 0 && day < 65_536 ? day : 0;
}

function noColumn(fact: keyof FactColumns, name: string, columns: readonly ItemColumn[]): TrainerError {
  const names = columns.map((column) => column.name);
  const near = nearestName(name, names);
  return new TrainerError(
    'bad-config',
    `facts.${fact}: no column ${name} in the items files. Columns found: ${names.join(', ')}. ` +
      (near === undefined ? 'Name one of them, or false.' : `Did you mean ${near}?`),
  );
}
