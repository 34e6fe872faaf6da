import type { LoggedEvent } from '../../contract/living.ts';
import type { OpenState } from '../living/open-state.ts';
import { MAX_WINDOW_MS } from '../../contract/segments.ts';
import type { Reading, Rules } from './compile.ts';
import { copyCourse, type Course, type RuleWorld } from './course.ts';
import { createCore, replay } from './core.ts';
import { notAfter } from './decide-rule.ts';
import { findGrounds, type Reason } from './why.ts';

/** Who is in what at one time. */
export interface Standing {
  /** In the order of their priority, then as in the bundle. */
  readonly ids: ReadonlySet<string>;
  sinceOf(id: string): number | undefined;
  /** When a membership changes next though nothing happens, within 30 days; undefined: none does. */
  nextAt(): number | undefined;
  /** Undefined for who is not in it. */
  whyOf(id: string): Reason | undefined;
}

/** The rules of a bundle over one profile. */
export interface Machine {
  /** Lets time go by up to `to`. Call it before anything of an event at that time is folded. */
  advance(to: number): void;
  /** An event that is in `living.log` already, and what left the log for it or for its age. */
  take(event: LoggedEvent, dropped?: readonly LoggedEvent[]): void;
  /**
   * Fields, traits or the cluster have changed otherwise. With `forgets`, after a correction: who is in a segment only because
   * nothing has ended it leaves it.
   */
  recheck(forgets?: boolean): void;
  /** Stores nothing. Before the newest event it is as after it: a clock set back, of which no event has told yet. */
  at(now: number): Standing;
  /** Of rules that are disabled here, by id, why. */
  readonly faults: ReadonlyMap<string, string>;
}

/**
 * Opens the rules over a profile. A rule that is new, or says something else than when the profile was written, is worked out
 * from the log alone, with the fields as they are now; of the others what is stored is taken over. Writes nothing before the
 * next row does.
 */
export function openMachine(rules: Rules, living: OpenState, world: RuleWorld): Machine {
  const known = new Set(living.rules);
  const isNew = rules.rules.some(({ fingerprint }) => !known.has(fingerprint));
  const replayed = isNew && living.log.length > 0 ? replay(rules, living, world) : [];
  const states = rules.rules.map(({ id, fingerprint }, place) => {
    const stored = living.segments[id];
    if (!known.has(fingerprint)) return replayed[place];
    return stored?.rule === fingerprint ? notAfter(stored, living.at) : undefined;
  });
  const core = createCore(rules, living, world, states);
  const { course, runner } = core;
  const { faults } = runner;
  core.open();
  /** What the newest question found, as long as it holds. */
  let newest: { from: number; to: number; ahead: Course } | undefined;
  let isWritten = false;
  const counted = new Set(rules.faults.keys());

  const write = (): void => {
    newest = undefined;
    if (!isWritten) writeAll();
    for (const place of course.changed) {
      const state = course.states[place];
      if (state) living.segments[rules.rules[place]!.id] = state;
    }
    course.changed.clear();
    for (const id of faults.keys()) {
      if (counted.has(id)) continue;
      counted.add(id);
      living.faults[id] = (living.faults[id] ?? 0) + 1;
    }
  };
  const writeAll = (): void => {
    isWritten = true;
    living.rules = rules.rules.map(({ fingerprint }) => fingerprint);
    const inBundle = new Map(rules.rules.map(({ id }, place) => [id, course.states[place]]));
    living.segments = Object.fromEntries([...inBundle].flatMap(([id, state]) => (state ? [[id, state]] : [])));
    living.faults = Object.fromEntries(
      [...rules.faults.keys(), ...inBundle.keys()].flatMap((id) => {
        const count = living.faults?.[id] ?? (rules.faults.has(id) ? 1 : 0);
        return count > 0 ? [[id, count]] : [];
      }),
    );
  };

  const standingOf = (on: Course, now: number): Standing => {
    const placeOf = new Map(rules.rules.map(({ id }, place) => [id, place]));
    const isIn = (id: string): boolean => !!on.states[placeOf.get(id) ?? -1]?.isIn;
    const valueOf = (place: number): Reading => {
      const node = rules.nodes[place]!;
      if (node.kind === 'asked') return node.ask(runner.contents[node.feed]!, on.at).value;
      return node.kind === 'field' ? runner.read(node.field, on.at).value : undefined;
    };
    return {
      ids: new Set(rules.order.filter(isIn)),
      sinceOf: (id) => on.states[placeOf.get(id) ?? -1]?.since,
      nextAt() {
        const ahead = copyCourse(on);
        while (runner.step(ahead, now + MAX_WINDOW_MS)) {
          for (const place of ahead.changed) {
            if (!!ahead.states[place]?.isIn !== !!on.states[place]?.isIn) return ahead.at;
          }
        }
        return undefined;
      },
      whyOf(id) {
        const place = placeOf.get(id);
        if (place === undefined || !isIn(id)) return undefined;
        const { trueAt } = on.states[place]!;
        if (trueAt !== undefined) return { by: 'stay', trueAt, grounds: [] };
        return { by: 'when', grounds: findGrounds(rules, on, valueOf, rules.rules[place]!.when) };
      },
    };
  };

  return {
    advance(to) {
      core.goTo(course, to);
      write();
    },
    take(event, dropped = []) {
      core.goTo(course, event.at);
      core.take(event, dropped);
      write();
    },
    recheck(forgets = false) {
      core.recheck(forgets);
      write();
    },
    at(now) {
      const to = Math.max(now, course.at);
      if (newest && to >= newest.from && to < newest.to) return standingOf(newest.ahead, to);
      const ahead = copyCourse(course);
      core.goTo(ahead, to);
      if (!ahead.isAsked) core.askAll(ahead);
      if (course.isAsked) newest = { from: to, to: ahead.due.peek(), ahead };
      return standingOf(ahead, to);
    },
    faults,
  };
}
