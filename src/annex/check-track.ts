import { EVENT_TYPES, PAGE_KINDS, type EventType } from '../../contract/events.ts';
import {
  MAX_AMOUNT,
  MAX_DWELL_MS,
  MAX_EVENT_ITEMS,
  MAX_ID_LENGTH,
  MAX_NAME_LENGTH,
  MAX_POSITION,
  MAX_QUANTITY,
} from '../../contract/limits.ts';
import { FIELDS, toDraft, toItemRef, toRecord, toText } from '../capture/draft.ts';
import { tellIntegrator } from '../loader/tell-integrator.ts';

/** A name with one slip for every four letters is taken for one of ours. */
const LETTERS_PER_SLIP = 4;

/** What a field must be, in words, and whether a value is. */
type Rule = readonly [expected: string, fits: (value: unknown) => boolean];

const name: Rule = [`1 to ${MAX_NAME_LENGTH} characters`, (value) => isText(value, MAX_NAME_LENGTH)];
const ITEM_RULES: Readonly<Record<string, Rule>> = {
  price: [`a plain decimal from 0 to ${MAX_AMOUNT}, such as 12.5`, (value) => isNumber(value, 0, MAX_AMOUNT)],
  currency: ['three letters of ISO 4217, such as "EUR"', (value) => /^[a-z]{3}$/i.test(toText(value) ?? '')],
  quantity: [`a number from 1 to ${MAX_QUANTITY}`, (value) => isNumber(value, 1, MAX_QUANTITY)],
  position: [`a number from 0 to ${MAX_POSITION}`, (value) => isNumber(value, 0, MAX_POSITION)],
  index: [`a number from 0 to ${MAX_POSITION}`, (value) => isNumber(value, 0, MAX_POSITION)],
  list: name,
};
const EVENT_RULES: Readonly<Record<string, Rule>> = {
  page: [`one of ${PAGE_KINDS.join(', ')}`, (value) => PAGE_KINDS.some((kind) => kind === value)],
  ms: [
    `a whole number from 0 to ${MAX_DWELL_MS}`,
    (value) => Number.isInteger(value) && isNumber(value, 0, MAX_DWELL_MS),
  ],
  percent: ['a whole number from 0 to 100', (value) => Number.isInteger(value) && isNumber(value, 0, 100)],
  rating: ['a number from 0 to 5', (value) => typeof value === 'number' && isNumber(value, 0, 5)],
  list: name,
  promotion: name,
};
/** What an event is nothing without. */
const NEEDED: Readonly<Partial<Record<EventType, string>>> = {
  product_dwell: 'ms',
  scroll_depth: 'percent',
};
/** Fields of `track` that no event carries. */
const MORE = ['order', 'orderId', 'order_id', 'transaction_id', 'query', 'search_term', 'name'];
const ITEM_WORDS = `an item is an id, or { id, ${Object.keys(ITEM_RULES).join('?, ')}? }`;

const told = new Set<string>();

/** Says once in the console what is wrong with a call of `track`: what was given, what was expected, what to do. */
export function checkTrack(type: unknown, payload: unknown): void {
  const fault = faultOf(type, payload);
  if (!fault || told.has(fault)) return;
  told.add(fault);
  tellIntegrator(`${fault} (docs/capture.md, "By script")`);
}

/** What is wrong with a call of `track`; undefined where nothing is. */
export function faultOf(type: unknown, payload: unknown): string | undefined {
  if (typeof type !== 'string' || type === '')
    return `track was given ${toGiven(type)} as type, expected a text such as "add_to_cart": pass the type first`;
  const known = EVENT_TYPES.find((known) => known === type);
  if (!known) {
    const meant = EVENT_TYPES.find((known) => isNear(type, known));
    if (meant) return `track was given the type "${type}", which is kept as custom: did you mean "${meant}"?`;
    if (!/^(?!(.*\d){5})[\w.:-]{1,40}$/.test(type))
      return `track was given the type ${toGiven(type)}, expected a name of at most 40 letters, digits, "_", "-", "." and ":" (4 digits at most): choose such a name, this one is not kept`;
  }
  const say = (what: string): string => `track("${type}") was given ${what}`;
  const given = toRecord(payload);
  if (known === 'search') {
    const query = given['query'] ?? given['search_term'] ?? given['id'];
    return typeof query === 'string' && query.trim()
      ? undefined
      : say(`${toGiven(payload)}, expected what was searched for: pass { query: "red lantern" }`);
  }
  return faultOfItems(known ?? 'custom', given, payload, say) ?? faultOfFields(known ?? 'custom', given, say);
}

function faultOfItems(
  type: EventType,
  given: Readonly<Record<string, unknown>>,
  payload: unknown,
  say: (what: string) => string,
): string | undefined {
  const [count] = FIELDS[type].split(' ');
  if (count === '0') return undefined;
  const some = given['items'] ?? given['products'];
  if (some !== undefined && !Array.isArray(some))
    return say(`items ${toGiven(some)}, expected a list: pass { items: [...] }`);
  const isNamed = some !== undefined || given['item'] !== undefined || toItemRef(given) !== undefined;
  if (count === '*' && !isNamed) return undefined;
  const list: readonly unknown[] = Array.isArray(some) ? some : [given['item'] ?? given];
  if (!toDraft(type, payload) || list.length === 0)
    return say(`${toGiven(payload)}, expected a product: pass { id: "SKU-1" }, or { items: [{ id: "SKU-1" }] }`);
  const most = count === '1' ? 1 : MAX_EVENT_ITEMS;
  if (list.length > most) return say(`${list.length} items, expected at most ${most}: send an event for each ${most}`);
  for (const item of list) {
    const fields = toRecord(item);
    if (!toItemRef(fields))
      return say(`the item ${toGiven(item)}, expected an id of 1 to ${MAX_ID_LENGTH} characters: ${ITEM_WORDS}`);
    const fault = faultOfRules(ITEM_RULES, fields);
    if (fault) return say(`${fault}: ${ITEM_WORDS}`);
  }
  return undefined;
}

function faultOfFields(
  type: EventType,
  given: Readonly<Record<string, unknown>>,
  say: (what: string) => string,
): string | undefined {
  const [count, field] = FIELDS[type].split(' ');
  const needed = NEEDED[type];
  if (needed && given[needed] === undefined)
    return say(`no ${needed}, expected ${EVENT_RULES[needed]![0]}: pass { ${needed}: ... }`);
  const rule = field && EVENT_RULES[field];
  const fault = rule && faultOfRules({ [field]: rule }, given);
  if (fault) return say(`${fault}: correct it`);
  const names = [...(field ? [field] : []), ...MORE, ...(count === '0' ? ['id'] : [])];
  const meant = Object.keys(given)
    .map((key) => [key, names.find((name) => name !== key && isNear(key, name))] as const)
    .find(([key, meant]) => meant && !names.includes(key) && given[meant] === undefined);
  return meant && say(`the field "${meant[0]}", which is dropped: did you mean "${meant[1]}"?`);
}

function faultOfRules(
  rules: Readonly<Record<string, Rule>>,
  given: Readonly<Record<string, unknown>>,
): string | undefined {
  const found = Object.entries(rules).find(
    ([key, [, fits]]) => given[key] !== undefined && given[key] !== null && !fits(given[key]),
  );
  return found && `${found[0]} ${toGiven(given[found[0]])}, expected ${found[1][0]}`;
}

function isText(value: unknown, most: number): boolean {
  const text = toText(value);
  return !!text && text.length <= most;
}

function isNumber(value: unknown, least: number, most: number): boolean {
  const number = Number(toText(value) || NaN);
  return number >= least && number <= most;
}

/** Whether `given` is `name` in other letters (`addToCart`, `Add to cart`), or with a slip or two. */
function isNear(given: string, name: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const [a, b] = [plain(given), plain(name)];
  const most = Math.floor(b.length / LETTERS_PER_SLIP);
  return Math.abs(a.length - b.length) <= most && distance(a, b) <= most;
}

/** How many letters have to be put in, taken out or changed: Levenshtein, row by row. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** A value as a console shows it, cut. */
function toGiven(value: unknown): string {
  try {
    const text = typeof value === 'symbol' ? 'a symbol' : (JSON.stringify(value) ?? typeof value);
    return text.length > 80 ? `${text.slice(0, 80)}...` : text;
  } catch {
    return `a ${typeof value}`;
  }
}
