import type { Match, RuleEvent } from '../../../contract/segments.ts';
import type { Grammar, Person } from './grammar.ts';

/** Names that sentences use in the place of ids. */
export interface Speech {
  readonly grammar: Grammar;
  readonly person: Person;
  /** Of an amount in the shop's currency. */
  readonly money: (amount: number) => string;
  /** Of an item; undefined where it has none. */
  readonly titleOf: (id: string) => string | undefined;
  /** Of a segment or a cluster. */
  readonly nameOf: (segment: string) => string;
}

const ITEMS_NAMED = 3;

/** What somebody did, without who and when: `looked at “Smartphones” for £100 or more`. */
export function sayMatch(match: Match, speech: Speech): string {
  const types = [match.type].flat();
  return types.map((type) => sayType(type, match, speech)).join(speech.grammar.or);
}

function sayType(type: RuleEvent, match: Match, speech: Speech): string {
  const { did, things, thingsAfter, something, quote, or } = speech.grammar;
  const objects = sayItems(match, speech);
  const said: Readonly<Record<string, string | undefined>> = {
    o: objects ?? things,
    d: objects?.replace(things, thingsAfter),
    n: match.name === undefined ? undefined : quote(match.name),
    q: match.word === undefined ? undefined : [match.word].flat().map(quote).join(or),
  };
  const fill = (text: string): string => text.replaceAll(/\{(\w)\}/g, (_, key: string) => said[key] ?? something);
  return fill(
    did[type].replaceAll(/\[([^\]]*)\]/g, (_, part: string) => {
      const key = /\{(\w)\}/.exec(part)?.[1];
      return key !== undefined && said[key] === undefined ? '' : part;
    }),
  );
}

/** Which items, or undefined where nothing is said of them. */
function sayItems({ items, where = {}, price }: Match, speech: Speech): string | undefined {
  const { grammar, person, money, titleOf } = speech;
  const { things, quote, or, amount } = grammar;
  const named = Object.entries(where).map(([attribute, values]) => {
    const quoted = [values].flat().map(quote).join(or);
    // a shopper knows no columns of the catalogue
    return person === 'shopper' ? quoted : `${attribute} ${quoted}`;
  });
  const titles = items?.slice(0, ITEMS_NAMED).flatMap((id) => titleOf(id) ?? []) ?? [];
  const isShort = items !== undefined && items.length <= ITEMS_NAMED && titles.length === items.length;
  if (isShort) named.unshift(titles.map(quote).join(or));
  else if (items) named.unshift(person === 'shopper' ? grammar.certain : `${grammar.certain} (${sayIds(items)})`);
  const prices = [
    price?.from === undefined ? [] : grammar.priceFrom(money(price.from)),
    price?.below === undefined ? [] : grammar.priceBelow(money(price.below)),
  ].flat();
  if (named.length + prices.length === 0) return undefined;
  const what = named.length === 0 ? things : isShort || items ? named.join(', ') : `${things} (${named.join(', ')})`;
  return [what, prices.join(amount.and)].filter(Boolean).join(' ');
}

function sayIds(items: readonly string[]): string {
  const shown = items.slice(0, ITEMS_NAMED).join(', ');
  return items.length > ITEMS_NAMED ? `${shown}, … ${items.length}` : shown;
}
