// What the rules of segments mean, written down once more and as plainly as possible: by looking through the whole log at every
// time at which anything could change. Shares no code with worker/segments.

import type { LoggedEvent } from '../../../contract/living.ts';
import type { Condition, Match, Segment } from '../../../contract/segments.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const MONTH_MS = 30 * 86_400_000;
const toMs = (text: string): number => Number(text.slice(0, -1)) * UNITS[text.slice(-1)]!;
const toMoment = (text: string, isEnd: boolean): number =>
  text.length > 10 ? Date.parse(text) : Date.parse(`${text}T${isEnd ? '24:00' : '00:00'}:00Z`);

type Value = number | string | readonly string[] | undefined;
type Item = NonNullable<LoggedEvent['items']>[number];
export interface BruteWorld {
  valuesOf(item: string, attribute: string): readonly string[];
  read(field: string, at: number): Value;
  nextChangeAt(field: string, at: number): number;
  cluster(): string | undefined;
}
interface Comparison {
  readonly [limit: string]: unknown;
}
export interface BruteState {
  isIn: boolean;
  since: number | undefined;
  trueAt: number;
  wasTrue: boolean;
  entered: number[];
}

function compare(value: Value, { atLeast, atMost, above, below, is }: Comparison): boolean {
  const limits: readonly [unknown, (limit: number, it: number) => boolean][] = [
    [atLeast, (limit, it) => it >= limit],
    [atMost, (limit, it) => it <= limit],
    [above, (limit, it) => it > limit],
    [below, (limit, it) => it < limit],
  ];
  const meets = limits.every(
    ([limit, holds]) => limit === undefined || (typeof value === 'number' && holds(Number(limit), value)),
  );
  const values: readonly unknown[] = value === undefined ? [] : [value].flat();
  return meets && (is === undefined || values.some((one) => ([is].flat() as readonly unknown[]).includes(one)));
}

function itemsOf(match: Match, event: LoggedEvent, world: BruteWorld): readonly Item[] | undefined {
  if (match.type !== event.type && !match.type.includes(event.type)) return undefined;
  if (match.name !== undefined && match.name !== event.name) return undefined;
  if (match.word !== undefined && ![match.word].flat().some((word) => event.words?.includes(word))) return undefined;
  const { items: ids, where, price } = match;
  if (!ids && !where && !price) return event.items ?? [];
  const isMeant = (item: Item): boolean =>
    (ids?.includes(item.id) ?? true) &&
    Object.entries(where ?? {}).every(([name, wanted]) =>
      world.valuesOf(item.id, name).some((value) => [wanted].flat().includes(value)),
    ) &&
    (!price ||
      (item.price !== undefined && item.price >= (price.from ?? 0) && !(item.price >= (price.below ?? Infinity))));
  const meant = (event.items ?? []).filter(isMeant);
  return meant.length > 0 ? meant : undefined;
}

/** Whether a condition is true at `t`, by looking through `log`. */
function evaluate(
  says: Condition,
  log: readonly LoggedEvent[],
  t: number,
  world: BruteWorld,
  isIn: (id: string) => boolean,
): boolean {
  const go = (one: Condition): boolean => evaluate(one, log, t, world, isIn);
  if ('all' in says) return says.all.every(go);
  if ('any' in says) return says.any.some(go);
  if ('not' in says) return !go(says.not);
  if ('segment' in says) return isIn(says.segment);
  if ('field' in says) return compare(world.read(says.field, t), says);
  const visible = log.filter((event) => event.at > t - MONTH_MS);
  const keysOf = (items: readonly Item[], what: string): readonly string[] =>
    items.flatMap(({ id }) => (what === 'item' ? [id] : world.valuesOf(id, what)));
  if ('sequence' in says) {
    const { sequence, span = '30d', within = '30d', same } = says;
    const find = (step: number, from: number, first: number, common: readonly string[] | undefined): boolean =>
      visible.some((event, place) => {
        const items = place >= from ? itemsOf(sequence[step]!, event, world) : undefined;
        if (!items) return false;
        const keys =
          same === undefined ? undefined : keysOf(items, same).filter((key) => common?.includes(key) ?? true);
        if (keys?.length === 0) return false;
        const start = step === 0 ? event.at : first;
        if (step < sequence.length - 1) return find(step + 1, place + 1, start, keys);
        return event.at - start <= toMs(span) && event.at > t - toMs(within);
      });
    return find(0, 0, 0, undefined);
  }
  if ('absent' in says) {
    const place = visible.findLastIndex((event) => itemsOf(says.since, event, world));
    const isBroken = visible.slice(place + 1).some((event) => itemsOf(says.absent, event, world));
    return place >= 0 && !isBroken && t - visible[place]!.at >= toMs(says.for);
  }
  const recent = visible.filter((event) => event.at > t - toMs(says.within ?? '30d'));
  const of = 'count' in says ? says.count : says.of;
  const found = recent.flatMap((event) => {
    const items = itemsOf(of, event, world);
    return items ? [{ event, items }] : [];
  });
  const lines = found.flatMap(({ items }) => items);
  if ('count' in says) {
    const { count: _, within: __, ...limits } = says;
    return compare(found.length, Object.keys(limits).length > 0 ? limits : { atLeast: 1 });
  }
  if ('sum' in says) {
    const parts = {
      ms: found.map(({ event }) => event.ms ?? 0),
      quantity: lines.map(({ quantity = 1 }) => quantity),
      value: lines.map(({ quantity = 1, price = 0 }) => Math.round(quantity * price * 1_000)),
    }[says.sum];
    return compare(parts.reduce((a, b) => a + b, 0) / (says.sum === 'value' ? 1_000 : 1), says);
  }
  if ('distinct' in says) {
    // the n-th session since the log begins
    const sessionOf = (event: LoggedEvent): number =>
      log.slice(0, log.indexOf(event) + 1).filter(({ type }) => type === 'session_start').length;
    const keys =
      says.distinct === 'session'
        ? found.map(({ event }) => sessionOf(event))
        : says.distinct === 'day'
          ? found.map(({ event }) => new Date(event.at).toISOString().slice(0, 10))
          : keysOf(lines, says.distinct);
    return compare(new Set<unknown>(keys).size, says);
  }
  const numbers = {
    ms: found.flatMap(({ event }) => event.ms ?? []),
    rating: found.flatMap(({ event }) => event.rating ?? []),
    price: lines.flatMap(({ price }) => price ?? []),
    quantity: lines.map(({ quantity = 1 }) => quantity),
  }[says.by];
  return numbers.length > 0 && compare(says.extreme === 'max' ? Math.max(...numbers) : Math.min(...numbers), says);
}

/** What becomes of all segments at `t`. `goesBefore`: the others of a segment's group that it must give way to. */
export function decide(
  segments: readonly Segment[],
  before: ReadonlyMap<string, BruteState>,
  log: readonly LoggedEvent[],
  t: number,
  world: BruteWorld,
): Map<string, BruteState> {
  const after = new Map<string, BruteState>();
  const isIn = (id: string): boolean => {
    const place = segments.findIndex((one) => one.id === id);
    const rule = segments[place];
    if (!rule) return world.cluster() === id;
    const known = after.get(id);
    if (known) return known.isIn;
    const state = { ...(before.get(id) ?? { isIn: false, since: undefined, trueAt: t, wasTrue: false, entered: [] }) };
    const priority = rule.priority ?? 0;
    const isOutdone = segments.some((one, other) => {
      const better = (one.priority ?? 0) > priority || ((one.priority ?? 0) === priority && other < place);
      return rule.group !== undefined && one.group === rule.group && better && isIn(one.id);
    });
    const when = evaluate(rule.when, log, t, world, isIn);
    const until = rule.until ? evaluate(rule.until, log, t, world, isIn) : false;
    if (when || state.wasTrue) state.trueAt = t;
    state.wasTrue = when;
    const { cap, stay } = rule;
    const hasBegun = rule.from === undefined || t >= toMoment(rule.from, false);
    const hasEnded = rule.to !== undefined && t >= toMoment(rule.to, true);
    const mayEnter = !cap || state.entered.filter((at) => at > t - toMs(cap.within)).length < cap.times;
    const stays = (rule.until ?? stay) !== undefined && (stay === undefined || t < state.trueAt + toMs(stay));
    const now = hasBegun && !hasEnded && !isOutdone && !until && (state.isIn ? when || stays : when && mayEnter);
    if (now && !state.isIn) state.entered = [...state.entered, t];
    if (now !== state.isIn) state.since = t;
    state.isIn = now;
    after.set(id, state);
    return now;
  };
  for (const { id } of segments) isIn(id);
  return after;
}

interface Times {
  readonly lengths: readonly number[];
  readonly moments: readonly number[];
  readonly fields: readonly string[];
}
const timesOf = new WeakMap<object, Times>();

/** Every length of time, every moment and every field that rules speak of, wherever it stands in them. */
function timesIn(rules: readonly Segment[]): Times {
  const known = timesOf.get(rules);
  if (known) return known;
  const text = JSON.stringify(rules);
  const lengths = [...text.matchAll(/"(?:within|span|for|stay)":"([^"]+)"/g)].map(([, length]) => toMs(length!));
  const moments = [...text.matchAll(/"(from|to)":"([^"]+)"/g)].map(([, name, at]) => toMoment(at!, name === 'to'));
  const fields = [...text.matchAll(/"field":"([^"]+)"/g)].map(([, name]) => name!);
  const found = { lengths: [...new Set([...lengths, MONTH_MS])], moments, fields: [...new Set(fields)] };
  timesOf.set(rules, found);
  return found;
}

/** The states from `from` on to `to`, at every time at which they could change; ends early where `isEnough` says so. */
export function runOn(
  segments: readonly Segment[],
  given: ReadonlyMap<string, BruteState>,
  log: readonly LoggedEvent[],
  from: number,
  to: number,
  world: BruteWorld,
  isEnough: (states: ReadonlyMap<string, BruteState>, at: number) => boolean = () => false,
): ReadonlyMap<string, BruteState> {
  const { lengths, moments, fields } = timesIn(segments);
  const fixed = [...log.flatMap(({ at }) => lengths.map((ms) => at + ms)), ...moments]
    .filter((at) => at > from && at <= to)
    .toSorted((a, b) => a - b);
  let states = given;
  for (let t = from, place = 0; ;) {
    const moving = segments.flatMap(({ id, stay, cap }) => {
      const state = states.get(id);
      const ends = state && stay !== undefined && state.isIn && !state.wasTrue ? [state.trueAt + toMs(stay)] : [];
      return [...ends, ...(state && cap ? state.entered.map((at) => at + toMs(cap.within)) : [])];
    });
    while (place < fixed.length && fixed[place]! <= t) place++;
    const candidates = [...moving, ...fields.map((field) => world.nextChangeAt(field, t)), fixed[place] ?? Infinity];
    const next = Math.min(...candidates.filter((at) => at > t));
    if (!(next <= to)) return states;
    t = next;
    states = decide(segments, states, log, t, world);
    if (isEnough(states, t)) return states;
  }
}
