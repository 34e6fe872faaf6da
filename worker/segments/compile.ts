import { toFingerprint } from '../../contract/ids.ts';
import type { Condition, Count, Field, Match, Segment } from '../../contract/segments.ts';
import { MAX_WINDOW_MS, toMs } from '../../contract/segments.ts';
import { createAbsence } from './absence.ts';
import { compares, meets, toRanges } from './compare.ts';
import type { Feed, Verdict } from './feed.ts';
import { createMatcher, indexMatchers, type Matcher, type ValuesOf } from './match.ts';
import { createSequence, type SequenceFeed } from './sequence.ts';
import { askSeries, createDistinct, createExtreme, createSum, type Series } from './series.ts';
import { byPriority, findCircular } from './circles.ts';

/** What rules may speak of beside events. */
export interface RuleHost {
  /** Of an item in the catalogue; none where it is not known. */
  readonly valuesOf: ValuesOf;
  isField(name: string): boolean;
  readonly clusterIds: readonly string[];
}

/** A condition of which others are made up, before them in the list. */
export type Node = { readonly parents: number[]; readonly says?: Condition } & NodeKind;
type NodeKind =
  /** `reachMs`: what is older it does not ask about. */
  | { readonly kind: 'asked'; readonly feed: number; readonly reachMs: number; ask(feed: Feed, t: number): Verdict }
  /** `field` is the cluster that the visitor is in where it is CLUSTER. */
  | { readonly kind: 'field'; readonly field: string; meets(value: Reading): boolean }
  | { readonly kind: 'all' | 'any' | 'not'; readonly parts: readonly number[] }
  | { readonly kind: 'rule'; readonly rule: number };
export type Reading = number | string | readonly string[] | undefined;
export const CLUSTER = '';

export interface Rule {
  readonly id: string;
  readonly node: number;
  /** Hash of what it says. */
  readonly fingerprint: string;
  readonly when: number;
  readonly until: number | undefined;
  /** Whether the visitor is in a segment of the group that goes before it. */
  readonly outdone: number | undefined;
  readonly stayMs: number | undefined;
  readonly from: number;
  readonly to: number;
  readonly cap: { readonly times: number; readonly withinMs: number } | undefined;
}

export interface FeedPlan {
  readonly matchers: readonly number[];
  readonly create: () => Feed;
  /** Nodes that ask it. */
  readonly nodes: number[];
}

/** The rules of a bundle as a machine runs them: what several of them say is there once. */
export interface Rules {
  readonly matchers: readonly Matcher[];
  /** Of each matcher. */
  readonly feedsOf: readonly (readonly number[])[];
  readonly find: ReturnType<typeof indexMatchers>;
  readonly feeds: readonly FeedPlan[];
  /** What a node is made up of comes before it. */
  readonly nodes: readonly Node[];
  readonly fields: ReadonlyMap<string, readonly number[]>;
  /** What a rule refers to comes before it. */
  readonly rules: readonly Rule[];
  /** Ids in the order of their priority, then as in the bundle. */
  readonly order: readonly string[];
  /** Of rules that cannot be run, by id, why. */
  readonly faults: ReadonlyMap<string, string>;
}

/** Compiles the rules of a bundle. What is wrong with one keeps that one out, and no other; never throws. */
export function compileRules(segments: readonly Segment[], host: RuleHost): Rules {
  const { valuesOf } = host;
  const matchers: Matcher[] = [];
  const feedsOf: number[][] = [];
  const feeds: FeedPlan[] = [];
  const nodes: Node[] = [];
  const fields = new Map<string, number[]>();
  const rules: Rule[] = [];
  const places = new Map<string, number>();
  const nodeOf = new Map<string, number>();
  const { circular, mates } = findCircular(segments);
  const faults = new Map<string, string>();
  const byId = new Map(segments.map((segment) => [segment.id, segment]));

  /** What says the same is there once. */
  const once = (key: string, create: () => number): number => {
    const place = places.get(key) ?? create();
    places.set(key, place);
    return place;
  };
  const add = <T>(list: T[], one: T): number => list.push(one) - 1;
  const addNode = (node: NodeKind & { readonly says?: Condition }, parts: readonly number[] = []): number => {
    const place = add(nodes, { ...node, parents: [] });
    for (const part of new Set(parts)) nodes[part]!.parents.push(place);
    return place;
  };
  const matcherOf = (match: Match): number =>
    once(`match ${toCanonical(match)}`, () => {
      feedsOf.push([]);
      return add(matchers, createMatcher(match, valuesOf));
    });
  const feedOf = (key: string, asked: readonly number[], create: () => Feed): number =>
    once(`feed ${key} ${asked.join()}`, () => {
      const feed = add(feeds, { matchers: asked, create, nodes: [] });
      for (const matcher of new Set(asked)) feedsOf[matcher]!.push(feed);
      return feed;
    });
  const ask = (
    says: Condition,
    feed: number,
    how: (feed: never, t: number) => Verdict,
    reachMs = MAX_WINDOW_MS,
  ): number => {
    const node = addNode({ kind: 'asked', says, feed, reachMs, ask: how });
    feeds[feed]!.nodes.push(node);
    return node;
  };
  const join = (kind: 'all' | 'any' | 'not', parts: readonly number[], says?: Condition): number =>
    once(`${kind} ${parts.join()}`, () => addNode({ kind, parts, ...(says && { says }) }, parts));
  /** A number over a window. */
  const series = (says: Condition & Pick<Count, 'within'>, feed: number, comparison: Partial<Count>): number => {
    const windowMs = toWindow(says.within ?? '30d');
    const asked = toRanges(comparison).map((range) =>
      ask(says, feed, (of: Series, t) => askSeries(of, windowMs, range, t), windowMs),
    );
    return asked.length === 1 ? asked[0]! : join('any', asked);
  };
  const reads = (says: Condition, field: string, test: (value: Reading) => boolean): number => {
    const node = addNode({ kind: 'field', says, field, meets: test });
    fields.set(field, [...(fields.get(field) ?? []), node]);
    return node;
  };

  const compileLeaf = (says: Condition): number => {
    if ('count' in says) {
      const of = matcherOf(says.count);
      const feed = feedOf('events', [of], () => createSum(of, 'events'));
      return series(says, feed, compares(says) ? says : { atLeast: 1 });
    }
    if ('sum' in says) {
      const { sum } = mustCompare(says);
      const of = matcherOf(says.of);
      return series(
        says,
        feedOf(sum, [of], () => createSum(of, sum)),
        says,
      );
    }
    if ('distinct' in says) {
      const { distinct } = mustCompare(says);
      const of = matcherOf(says.of);
      const starts = distinct === 'session' ? matcherOf({ type: 'session_start' }) : of;
      return series(
        says,
        feedOf(`distinct ${distinct}`, [of, starts], () => createDistinct(of, distinct, valuesOf, starts)),
        says,
      );
    }
    if ('extreme' in says) {
      const { extreme, by } = mustCompare(says);
      const of = matcherOf(says.of);
      return series(
        says,
        feedOf(`${extreme} ${by}`, [of], () => createExtreme(of, extreme, by)),
        says,
      );
    }
    if ('sequence' in says) {
      const { span = '30d', within = '30d', same } = says;
      const [spanMs, withinMs] = [toWindow(span), toWindow(within)];
      const steps = says.sequence.map(matcherOf);
      const feed = feedOf(toCanonical(says), steps, () => createSequence(steps, spanMs, withinMs, same, valuesOf));
      return ask(says, feed, (of: SequenceFeed, t) => of.ask(t));
    }
    if ('absent' in says) {
      const forMs = toWindow(says.for);
      const [absent, since] = [matcherOf(says.absent), matcherOf(says.since)];
      const feed = feedOf(toCanonical(says), [absent, since], () => createAbsence(absent, since, forMs));
      return ask(says, feed, (of: SequenceFeed, t) => of.ask(t));
    }
    if ('field' in says) {
      const { field } = mustCompare(says);
      if (field === CLUSTER || !host.isField(field)) throw new Error(`unknown field ${field}`);
      return reads(says, field, (value) => meets(value, says));
    }
    throw new Error(`unknown condition ${Object.keys(says).join()}`);
  };

  const compile = (says: Condition): number => {
    if ('all' in says) return join('all', says.all.map(compile), says);
    if ('any' in says) return join('any', says.any.map(compile), says);
    if ('not' in says) return join('not', [compile(says.not)], says);
    if ('segment' in says) {
      const id = says.segment;
      if (byId.has(id)) return ruleOf(id);
      if (!host.clusterIds.includes(id)) throw new Error(`unknown segment ${id}`);
      return once(toCanonical(says), () => reads(says, CLUSTER, (value) => value === id));
    }
    return once(toCanonical(says), () => compileLeaf(says));
  };

  /** In a segment of the group that goes before it, or in one that goes before that one. */
  const outdoneOf = (id: string): number | undefined => {
    const better = mates.get(id);
    return better === undefined ? undefined : join('any', [ruleOf(better), outdoneOf(better) ?? []].flat());
  };
  const compileRule = (segment: Segment): number => {
    const { id, stay, from, to, cap } = segment;
    const when = compile(segment.when);
    const until = segment.until && compile(segment.until);
    const outdone = outdoneOf(id);
    const rule = {
      id,
      node: nodes.length,
      fingerprint: fingerprintOf(segment),
      when,
      until,
      outdone,
      stayMs: stay === undefined ? undefined : toLength(stay),
      from: from === undefined ? -Infinity : toMoment(from, false),
      to: to === undefined ? Infinity : toMoment(to, true),
      cap: cap && { times: cap.times, withinMs: toLength(cap.within) },
    };
    return addNode({ kind: 'rule', rule: add(rules, rule) }, [when, until ?? [], outdone ?? []].flat());
  };
  /** What is disabled is a segment that nobody is in. */
  const ruleOf = (id: string): number => {
    const known = nodeOf.get(id);
    if (known !== undefined) return known;
    let node: number;
    try {
      if (circular.has(id)) throw new Error('refers to itself by way of other segments or of its group');
      node = compileRule(byId.get(id)!);
    } catch (error) {
      faults.set(id, error instanceof Error ? error.message : 'malformed');
      node = join('any', []);
    }
    nodeOf.set(id, node);
    return node;
  };
  for (const { id } of segments) ruleOf(id);
  return {
    matchers,
    feedsOf,
    find: indexMatchers(matchers, valuesOf),
    feeds,
    nodes,
    fields,
    rules,
    order: byPriority(segments).map(({ id }) => id),
    faults,
  };
}

/** Of what decides who is in it: its name, and whom it goes before, may change. */
function fingerprintOf({ id, when, until, stay, from, to, cap }: Segment): string {
  return toFingerprint(toCanonical({ id, when, until, stay, from, to, cap }));
}

function mustCompare<T extends Partial<Field>>(says: T): T {
  if (!compares(says)) throw new Error('compares with nothing');
  return says;
}

function toLength(duration: string): number {
  const ms = toMs(duration);
  if (!(ms > 0)) throw new Error(`no length of time: ${duration}`);
  return ms;
}

function toWindow(duration: string): number {
  const ms = toLength(duration);
  if (ms > MAX_WINDOW_MS) throw new Error(`longer than 30 days: ${duration}`);
  return ms;
}

/** A day is meant from its beginning, or to its end, in UTC. */
function toMoment(moment: string, isEnd: boolean): number {
  const at = Date.parse(moment.length === 10 ? `${moment}T00:00:00Z` : moment);
  if (Number.isNaN(at)) throw new Error(`no moment: ${moment}`);
  return at + (isEnd && moment.length === 10 ? 86_400_000 : 0);
}

/** JSON with the keys in order: what says the same is the same text. */
function toCanonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
