import type { LivingState, LoggedEvent } from '../../../contract/living.ts';
import { toMs, type Segment } from '../../../contract/segments.ts';
import { compileRules, type Reading } from '../../../worker/segments/compile.ts';
import { openMachine, type Machine } from '../../../worker/segments/machine.ts';
import { decide, runOn, type BruteState, type BruteWorld } from './brute-force.ts';
import { CLUSTERS, FIELDS, LENGTHS, randomEvent, randomRules, valuesOf, type Dice } from './random-rules.ts';

const MONTH_MS = toMs('30d');
const QUARTER_MS = 6 * 3_600_000;
const START = Date.parse('2026-03-01T00:00:00Z');
const PARTS = ['night', 'morning', 'afternoon', 'evening'];

/** Of a device, what rules read beside the log. */
interface Device {
  events: number;
  tier: string | number;
  tierUntil: number;
  cluster: string | undefined;
}

function readField(device: Device, field: string, at: number): Reading {
  if (field === 'events') return device.events;
  if (field === 'partOfDay') return PARTS[Math.floor(at / QUARTER_MS) % 4];
  if (field === 'tags') return device.events > 3 ? ['red', 'green'] : [];
  return at < device.tierUntil ? device.tier : undefined;
}

function changeOf(device: Device, field: string, at: number): number {
  if (field === 'partOfDay') return (Math.floor(at / QUARTER_MS) + 1) * QUARTER_MS;
  return field === 'trait.tier' && at < device.tierUntil ? device.tierUntil : Infinity;
}

/** The brute force with a state, so that both can be told the same. */
function createPlain(given: readonly Segment[], device: Device, room: number) {
  let segments = given;
  let log: LoggedEvent[] = [];
  let states: ReadonlyMap<string, BruteState> = new Map();
  let at = -Infinity;
  const world: BruteWorld = {
    valuesOf,
    read: (field, t) => readField(device, field, t),
    nextChangeAt: (field, t) => changeOf(device, field, t),
    cluster: () => device.cluster,
  };
  const settle = (): void => void (states = decide(segments, states, log, at, world));
  const put = (event: LoggedEvent): void => {
    const after = log.findIndex((one) => one.at > event.at);
    log.splice(after < 0 ? log.length : after, 0, event);
    log = log.filter((one) => one.at > at - MONTH_MS).slice(-room);
  };
  const advance = (to: number): void => {
    if (at > -Infinity) states = runOn(segments, states, log, at, to, world);
    at = Math.max(at, to);
  };
  return {
    advance,
    put,
    settle,
    log: () => log,
    states: () => states,
    setBack(to: number) {
      at = to;
      log = log.map((event) => ({ ...event, at: Math.min(event.at, to) }));
      const back = (state: BruteState): BruteState => ({
        ...state,
        since: state.since === undefined ? undefined : Math.min(state.since, to),
        trueAt: Math.min(state.trueAt, to),
        entered: state.entered.map((time) => Math.min(time, to)),
      });
      states = new Map([...states].map(([id, state]) => [id, back(state)]));
      settle();
    },
    /** Another bundle: rules that are not the same are run through the log from its beginning. */
    change(next: readonly Segment[]) {
      const before = segments;
      const replayed = createPlain(next, device, Infinity);
      for (const event of log) {
        replayed.advance(event.at);
        replayed.put(event);
        replayed.settle();
      }
      replayed.advance(at);
      const isOld = (rule: Segment): boolean =>
        before.some(
          (one) =>
            JSON.stringify({ ...one, name: '', group: '', priority: 0 }) ===
            JSON.stringify({ ...rule, name: '', group: '', priority: 0 }),
        );
      const stateOf = (rule: Segment): [string, BruteState][] => {
        const state = (isOld(rule) ? states : replayed.states()).get(rule.id);
        return state ? [[rule.id, state]] : [];
      };
      segments = next;
      states = new Map(next.flatMap(stateOf));
      if (at > -Infinity) settle();
    },
    /** At `now`, which changes nothing. */
    ask(now: number) {
      const then =
        at === -Infinity ? decide(segments, states, log, now, world) : runOn(segments, states, log, at, now, world);
      const isInAt = (all: ReadonlyMap<string, BruteState>): string =>
        segments.map(({ id }) => all.get(id)?.isIn).join();
      let nextAt: number | undefined;
      runOn(segments, then, log, now, now + MONTH_MS, world, (later, t) => {
        if (isInAt(later) !== isInAt(then)) nextAt = t;
        return nextAt !== undefined;
      });
      return { states: then, nextAt };
    },
  };
}

function emptyLiving(): LivingState {
  return { at: 0, log: [], segments: {}, rules: [], faults: {} } as unknown as LivingState;
}

/** One visitor's weeks by both, compared at every step. */
export function runJourney(dice: Dice): void {
  const device: Device = { events: 0, tier: 'gold', tierUntil: 0, cluster: undefined };
  const room = dice.chance(0.3) ? 3 + dice.below(4) : 1_000;
  let segments = randomRules(dice, 1 + dice.below(4), START);
  const plain = createPlain(segments, device, room);
  let living = emptyLiving();
  const world = {
    read: (_: LivingState, field: string, at: number) => readField(device, field, at),
    nextChangeAt: (_: LivingState, field: string, at: number) => changeOf(device, field, at),
    clusterOf: () => device.cluster,
  };
  const open = (): Machine => {
    const rules = compileRules(segments, { valuesOf, isField: (name) => FIELDS.includes(name), clusterIds: CLUSTERS });
    same('faults', [...rules.faults].join(), '');
    return openMachine(rules, living, world);
  };
  let machine = open();
  let at = START;
  const pause = (): number => {
    const length = toMs(dice.pick(LENGTHS));
    return dice.pick([0, 1, length, length, length, length - 1, length / 2, Math.floor((length * dice.below(8)) / 7)]);
  };
  const take = (event: LoggedEvent): void => {
    at = Math.max(at, event.at);
    machine.advance(event.at);
    plain.advance(event.at);
    device.events++;
    if (dice.chance(0.2)) device.cluster = dice.pick([...CLUSTERS, undefined]);
    living.at = at;
    const after = living.log.findLastIndex((one) => one.at <= event.at) + 1;
    living.log.splice(after, 0, event);
    const old = living.log.filter((one) => one.at <= at - MONTH_MS).length;
    const dropped = living.log.splice(0, Math.max(old, living.log.length - room));
    machine.take(event, dropped);
    plain.put(event);
    plain.settle();
  };
  const setBack = (): void => {
    at -= 60_001 + pause();
    living = structuredClone(living);
    living.at = at;
    for (const event of living.log) event.at = Math.min(event.at, at);
    machine = open();
    plain.setBack(at);
    machine.recheck();
  };
  const check = (now: number): void => {
    const told = plain.ask(now);
    const standing = machine.at(now);
    for (const [id, { isIn, since }] of told.states) {
      same(`${id} at ${now}`, `${standing.ids.has(id)} ${standing.sinceOf(id)}`, `${isIn} ${since}`);
    }
    same(`next change after ${now}`, standing.nextAt(), told.nextAt);
  };
  const steps = 3 + dice.below(dice.chance(0.1) ? 30 : 8);
  for (let step = 0; step < steps; step++) {
    const what = dice.below(20);
    if (what < 12) take(randomEvent(dice, at + pause()));
    else if (what < 14 && living.at > 0) take(randomEvent(dice, Math.max(START - MONTH_MS, at - pause())));
    else if (what === 14 && step > 0) setBack();
    else if (what === 15 || what === 16) {
      living = JSON.parse(JSON.stringify(living)) as LivingState;
      machine = open();
    } else if (what === 17) {
      living = structuredClone(living);
      const others = randomRules(dice, segments.length + dice.below(2), START);
      // a part of them stays
      segments = others.map((rule, place) => (dice.chance(0.5) ? (segments[place] ?? rule) : rule));
      machine = open();
      plain.change(segments);
      machine.recheck();
    } else if (what === 18) {
      device.tier = dice.pick(['gold', 'silver', 2]);
      device.tierUntil = at + pause();
      machine.recheck();
      if (living.at > 0) plain.settle();
    }
    if (dice.chance(0.5)) check(at);
    if (dice.chance(0.3)) check(at + pause());
  }
  check(at);
  machine.advance(at + 1);
  plain.advance(at + 1);
  for (const [id, { isIn, since }] of plain.states()) {
    const state = living.segments[id];
    same(`stored ${id}`, `${state?.isIn ?? false} ${state?.since}`, `${isIn} ${since}`);
  }
}

function same(what: string, given: string | number | undefined, expected: string | number | undefined): void {
  if (given !== expected) throw new Error(`${what}: the machine says ${given}, the plain look ${expected}`);
}
