import type { SegmentState } from '../../contract/living.ts';
import type { OpenState } from '../living/open-state.ts';
import { CLUSTER, type Reading, type Rules } from './compile.ts';
import { decideRule } from './decide-rule.ts';
import type { Feed, Verdict } from './feed.ts';
import { createQueue, type Queue } from './queue.ts';

/** What rules read beside the log: of the profile as it stands after the newest event. */
export interface RuleWorld {
  read(living: OpenState, field: string, at: number): Reading;
  /** When a field changes though nothing happens; Infinity: not that way. */
  nextChangeAt(living: OpenState, field: string, at: number): number;
  clusterOf(living: OpenState): string | undefined;
}

export interface FieldReading {
  readonly value: Reading;
  readonly until: number;
}

/** All nodes of the rules at one time. A question goes ahead on a copy. */
export interface Course {
  /** -Infinity: nothing has happened yet. */
  at: number;
  /** Whether every node was asked once. */
  isAsked: boolean;
  /** Of every node: whether it is true, and how many of its parts are. */
  readonly truth: Uint8Array;
  readonly held: Int32Array;
  /** When nodes are to be asked again though nothing happens. */
  readonly due: Queue;
  /** Nodes to ask now, by their place: what one is made up of comes before it. */
  readonly dirty: Queue;
  /** Of every rule. */
  readonly states: (SegmentState | undefined)[];
  /** Rules of which that is new. */
  readonly changed: Set<number>;
  /** What fields said when they were last asked, and until when. */
  readonly readings: Map<string, FieldReading>;
  /** See `Terms`. */
  forgets: boolean;
}

export function createCourse(size: number, states: readonly (SegmentState | undefined)[]): Course {
  return {
    at: -Infinity,
    isAsked: false,
    truth: new Uint8Array(size),
    held: new Int32Array(size),
    due: createQueue(size),
    dirty: createQueue(size),
    states: [...states],
    changed: new Set(),
    readings: new Map(),
    forgets: false,
  };
}

export function copyCourse(of: Course): Course {
  return {
    ...of,
    truth: of.truth.slice(),
    held: of.held.slice(),
    due: of.due.copy(),
    dirty: of.dirty.copy(),
    states: [...of.states],
    changed: new Set(),
    readings: new Map(of.readings),
  };
}

export interface Runner {
  /** Of every feed of the rules. */
  readonly contents: Feed[];
  /** Nodes that failed, and why. */
  readonly broken: ReadonlyMap<number, string>;
  /** Of rules, by id, why. */
  readonly faults: ReadonlyMap<string, string>;
  read(field: string, at: number): FieldReading;
  /** Asks what is to be asked, and whatever depends on what that changes. */
  run(on: Course): void;
  /** Goes to the next change point up to `to`; false where there is none. */
  step(on: Course, to: number): boolean;
  /** Puts the rules that a node is part of out of action. */
  disable(on: Course, node: number, error: unknown): void;
}

export function createRunner(rules: Rules, living: OpenState, world: RuleWorld, main: Course): Runner {
  const { nodes } = rules;
  const contents = rules.feeds.map(({ create }) => create());
  const broken = new Map<number, string>();
  const faults = new Map(rules.faults);
  const read = (field: string, at: number): FieldReading =>
    field === CLUSTER
      ? { value: world.clusterOf(living), until: Infinity }
      : { value: world.read(living, field, at), until: world.nextChangeAt(living, field, at) };

  const decide = (on: Course, place: number): Verdict => {
    const node = nodes[place]!;
    const { at, truth, states } = on;
    if (node.kind === 'asked') return node.ask(contents[node.feed]!, at);
    if (node.kind === 'field') {
      const reading = read(node.field, at);
      on.readings.set(node.field, reading);
      return { isTrue: node.meets(reading.value), ...reading };
    }
    if (node.kind === 'rule') {
      const rule = rules.rules[node.rule]!;
      const isTrue = (part: number | undefined): boolean => part !== undefined && truth[part] === 1;
      const before = states[node.rule];
      const { state, until } = decideRule(rule, before, at, {
        when: isTrue(rule.when),
        until: isTrue(rule.until),
        isShut: faults.has(rule.id) || isTrue(rule.outdone),
        forgets: on.forgets,
      });
      states[node.rule] = state;
      if (state !== before) on.changed.add(node.rule);
      return { isTrue: !!state?.isIn, until };
    }
    const held = on.held[place]!;
    const isTrue = node.kind === 'not' ? held === 0 : node.kind === 'any' ? held > 0 : held === node.parts.length;
    return { isTrue, until: Infinity };
  };
  const disable = (on: Course, place: number, error: unknown): void => {
    const node = nodes[place]!;
    const reason = error instanceof Error ? error.message : String(error);
    // a copy finds it out: the rest of the rule goes on in neither
    for (const one of [on, main]) one.dirty.set(place, place);
    if (node.kind === 'rule') return void faults.set(rules.rules[node.rule]!.id, reason);
    if (broken.has(place)) return;
    broken.set(place, reason);
    for (const parent of node.parents) disable(on, parent, error);
  };
  const run = (on: Course): void => {
    while (on.dirty.peek() < Infinity) {
      const place = on.dirty.pop();
      let verdict: Verdict = { isTrue: false, until: Infinity };
      try {
        if (!broken.has(place)) verdict = decide(on, place);
      } catch (error) {
        disable(on, place, error);
        continue;
      }
      on.due.set(place, verdict.until);
      const isTrue = verdict.isTrue ? 1 : 0;
      if (on.truth[place] === isTrue) continue;
      on.truth[place] = isTrue;
      for (const parent of nodes[place]!.parents) {
        on.held[parent]! += isTrue ? 1 : -1;
        on.dirty.set(parent, parent);
      }
    }
  };
  const step = (on: Course, to: number): boolean => {
    const at = on.due.peek();
    if (at > to || at === Infinity) return false;
    on.at = at;
    while (on.due.peek() <= at) {
      const place = on.due.pop();
      on.dirty.set(place, place);
    }
    run(on);
    return true;
  };
  return { contents, broken, faults, read, run, step, disable };
}
