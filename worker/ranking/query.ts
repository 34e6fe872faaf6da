import type { ItemId } from '../../contract/ids.ts';
import type { Bundle } from '../bundle/decode.ts';
import { interestAt } from '../profile/interests.ts';
import { entryOf, isIgnored, WORD, type Interest, type RawProfile } from '../profile/raw-profile.ts';
import type { Tables } from './tables.ts';

/** A profile as one bundle's rows see it: the input of every scorer. Its columns are reused from call to call. */
export interface Query {
  /** Distinct rows of the recent product events, newest first. */
  history: number[];
  /** Events of each row of `history`. */
  counts: number[];
  /** Product events, repeats counted. */
  events: number;
  lastTwoAlike: boolean;
  /** Time between the newest two events, ms. */
  gapMs: number;
  /** How much the profile rests on: product events, searches and imported attributes, of those it remembers one by one. */
  evidence: number;
  /**
   * Per column of the tables and per value: share of the column's interest times the column's share of the content score,
   * divided by the value's mass. Zero but for the values in `active`.
   */
  readonly factors: readonly Float64Array[];
  /** Per column: the codes with a factor. */
  readonly active: number[][];
  /** Rows that the visitor does not want to see. */
  readonly unwanted: Set<number>;
}

export function createQuery(tables: Tables): Query {
  return {
    history: [],
    counts: [],
    events: 0,
    lastTwoAlike: false,
    gapMs: 0,
    evidence: 0,
    factors: tables.columns.map(({ values }) => new Float64Array(values.length)),
    active: tables.columns.map(() => []),
    unwanted: new Set(),
  };
}

/** Reads `profile` into `query`. Items and values that the bundle does not know are passed over. */
export function readQuery(query: Query, profile: RawProfile, bundle: Bundle, tables: Tables, now: number): void {
  query.unwanted.clear();
  for (const id of profile.notInterested) {
    const row = bundle.rows.get(id);
    if (row !== undefined) query.unwanted.add(row);
  }
  readHistory(query, profile, bundle);
  query.evidence = query.events + profile.searches.length;
  readInterests(query, profile, bundle, tables, now);
}

/** Whether the visitor likes anything that an item may have. */
export function hasContent(query: Query): boolean {
  return query.active.some((codes) => codes.length > 0);
}

/** Puts `row` in front of the history: the product on the page is the newest thing looked at. */
export function lookAt(query: Query, row: number, limit: number): void {
  const { history, counts } = query;
  const known = history.indexOf(row);
  if (known === 0) return;
  const [count = 1] = known < 0 ? [] : counts.splice(known, 1);
  if (known > 0) history.splice(known, 1);
  query.history = [row, ...history].slice(0, limit);
  query.counts = [count, ...counts].slice(0, limit);
  query.events++;
  query.lastTwoAlike = false;
}

function readHistory(query: Query, { recent, items, ignored }: RawProfile, bundle: Bundle): void {
  const limit = bundle.manifest.ranking.history;
  const history: number[] = [];
  const counts: number[] = [];
  const known: (readonly [row: number, at: number])[] = [];
  for (const { item, at } of recent.toReversed()) {
    const row = bundle.rows.get(item);
    if (row === undefined || query.unwanted.has(row) || wasReturned(items, item) || ignored.items.includes(item))
      continue;
    known.push([row, at]);
    let place = history.indexOf(row);
    if (place < 0 && history.length < limit) {
      place = history.push(row) - 1;
      counts.push(0);
    }
    if (place >= 0) counts[place]!++;
  }
  const [newest, before] = known;
  query.history = history;
  query.counts = counts;
  query.events = known.length;
  query.lastTwoAlike = newest !== undefined && newest[0] === before?.[0];
  query.gapMs = newest && before ? newest[1] - before[1] : 0;
}

function wasReturned(items: RawProfile['items'], item: ItemId): boolean {
  const history = entryOf(items, item);
  return history !== undefined && history.refunds > 0 && history.refunds >= history.purchases;
}

function readInterests(query: Query, profile: RawProfile, bundle: Bundle, tables: Tables, now: number): void {
  const { halfLifeDays, events } = bundle.manifest.ranking;
  const bought = entryOf(events, 'purchase') ?? 0;
  let columnWeight = 0;
  tables.columns.forEach(({ attribute, weight, codes, mass }, column) => {
    const factors = query.factors[column]!;
    const active = query.active[column]!;
    for (const code of active.splice(0)) factors[code] = 0;
    if (weight === 0) return;
    let sum = 0;
    /** Returns whether it says anything. */
    const add = (value: string, interest: Interest): boolean => {
      const code = codes.get(value);
      const strength = interestAt(interest, now, halfLifeDays);
      if (code === undefined || mass[code] === 0 || strength <= 0 || isIgnored(profile, attribute ?? WORD, value))
        return false;
      if (factors[code] === 0) active.push(code);
      factors[code]! += strength;
      sum += strength;
      return true;
    };
    const interests = attribute === undefined ? profile.words : entryOf(profile.interests, attribute);
    for (const [value, interest] of Object.entries(interests ?? {})) add(value, interest);
    for (const { name, value, at } of profile.imported) {
      if (name === attribute && add(value, [bought, at])) query.evidence++;
    }
    if (sum > 0) columnWeight += weight;
    for (const code of active) factors[code]! *= weight / (sum * mass[code]!);
  });
  // the columns that say something share the whole of the content score
  query.active.forEach((active, column) => {
    for (const code of active) query.factors[column]![code]! /= columnWeight;
  });
}
