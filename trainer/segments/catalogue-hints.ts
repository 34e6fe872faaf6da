import { createSensitiveCheck } from '../../contract/sensitive.ts';
import type { AttributeColumn, Catalogue } from '../catalogue.ts';
import { LOG_EVENT_TYPES, type Log } from '../log.ts';

/** What a catalogue and its log say of the parameters that a preset asks for; absent where they say nothing. */
export interface CatalogueHints {
  readonly category?: { readonly attribute: string; readonly value: string } | undefined;
  readonly highEnd?: number | undefined;
  readonly watched?: string[] | undefined;
  readonly cartValue?: number | undefined;
}

/** What the column of an item's category is called, best first. */
const CATEGORIES = [
  'category',
  'product_type',
  'product_category',
  'google_product_category',
  'kind',
  'type',
  'department',
];
/** A tenth of the items cost as much or more. */
const HIGH_END = 0.9;
/** A quarter of the orders are worth as much or more. */
const VALUABLE = 0.75;
const WATCHED = 10;
const PURCHASE = LOG_EVENT_TYPES.indexOf('purchase');

/** Deterministic: of what is equally frequent the first by name. */
export function hintsOf(catalogue: Catalogue, log: Log, sensitiveWords?: readonly string[]): CatalogueHints {
  const { ids, prices, titles } = catalogue;
  const rows = new Map(ids.map((id, row) => [id, row]));
  const counts = new Uint32Array(ids.length);
  for (const item of log.item) {
    const row = rows.get(log.itemIds[item]!);
    if (row !== undefined) counts[row]!++;
  }
  const isSensitive = createSensitiveCheck(sensitiveWords);
  const watched = [...ids.keys()]
    .filter((row) => counts[row]! > 0 && !isSensitive(titles[row]!))
    .toSorted((a, b) => counts[b]! - counts[a]!)
    .slice(0, WATCHED)
    .map((row) => ids[row]!);
  return {
    category: categoryOf(catalogue.attributes, counts, isSensitive),
    highEnd: toRound(
      quantile(
        [...prices].filter((price) => price > 0),
        HIGH_END,
      ),
    ),
    watched: watched.length > 0 ? watched : undefined,
    cartValue: toRound(quantile(orderValues(log, rows, prices), VALUABLE)),
  };
}

/** The value with the most events, of the column that is a category by its name, or else of the one that says most of the items. */
function categoryOf(
  attributes: readonly AttributeColumn[],
  counts: Uint32Array,
  isSensitive: (name: string) => boolean,
): CatalogueHints['category'] {
  const rank = ({ name }: AttributeColumn): number =>
    (CATEGORIES.indexOf(name) + CATEGORIES.length + 1) % (CATEGORIES.length + 1);
  const [best] = attributes
    .filter(({ type, values }) => type !== 'band' && values.length > 1)
    .toSorted((a, b) => rank(a) - rank(b) || b.codes.data.length - a.codes.data.length);
  if (!best) return undefined;
  const events = new Float64Array(best.values.length);
  counts.forEach((count, row) => {
    for (let at = best.codes.offsets[row]!; at < best.codes.offsets[row + 1]!; at++)
      events[best.codes.data[at]!]! += count;
  });
  const [code] = [...best.values.keys()]
    .filter((each) => events[each]! > 0 && !isSensitive(best.values[each]!))
    .toSorted((a, b) => events[b]! - events[a]!);
  return code === undefined ? undefined : { attribute: best.name, value: best.values[code]! };
}

/** Of sessions in which something was bought whose price is known. */
function orderValues(log: Log, rows: ReadonlyMap<string, number>, prices: Float32Array): number[] {
  const values: number[] = [];
  for (let session = 0; session < log.sessionIds.length; session++) {
    let value = 0;
    for (let event = log.offsets[session]!; event < log.offsets[session + 1]!; event++) {
      if (log.type[event] !== PURCHASE) continue;
      const price = log.price[event]! || prices[rows.get(log.itemIds[log.item[event]!]!)!] || 0;
      value += price * (log.quantity[event]! || 1);
    }
    if (value > 0) values.push(value);
  }
  return values;
}

function quantile(values: readonly number[], share: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];
}

/** To two digits: a limit that a person could have named. */
function toRound(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(2));
}
