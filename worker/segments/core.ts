import type { LoggedEvent, SegmentState } from '../../contract/living.ts';
import type { OpenState } from '../living/open-state.ts';
import type { Rules } from './compile.ts';
import { createCourse, createRunner, type Course, type FieldReading, type Runner, type RuleWorld } from './course.ts';
import type { Hit } from './match.ts';

/** Feeds, and the course of what has happened; see `Machine` for what is done with it. */
export interface Core {
  readonly course: Course;
  readonly runner: Runner;
  /** Takes in `living.log`, as of `living.at`. */
  open(): void;
  goTo(on: Course, to: number): void;
  askAll(on: Course): void;
  take(event: LoggedEvent, dropped: readonly LoggedEvent[]): void;
  recheck(forgets: boolean): void;
}

export function createCore(
  rules: Rules,
  living: OpenState,
  world: RuleWorld,
  states: readonly (SegmentState | undefined)[],
): Core {
  const { nodes, feeds, matchers } = rules;
  const course = createCourse(nodes.length, states);
  const runner = createRunner(rules, living, world, course);
  const { contents, broken, run, step } = runner;
  const touch = (places: readonly number[]): void => places.forEach((place) => course.dirty.set(place, place));

  const goTo = (on: Course, to: number): void => {
    if (on.at > -Infinity) {
      if (on.isAsked) run(on);
      // before the very first event nobody is in anything
      else if (to > on.at) askAll(on);
      while (step(on, to));
    }
    on.at = Math.max(on.at, to);
  };
  const askAll = (on: Course): void => {
    on.isAsked = true;
    for (const place of nodes.keys()) on.dirty.set(place, place);
    run(on);
  };
  /** Asks what has been touched, and whatever reads a field that is no longer what it was. */
  const ask = (): void => {
    if (!course.isAsked) return askAll(course);
    for (const [field, readers] of rules.fields) {
      try {
        if (!isSame(course.readings.get(field), runner.read(field, course.at))) touch(readers);
      } catch {
        // where a node asks it is found out again, and which rules it concerns
        touch(readers.filter((reader) => !broken.has(reader)));
      }
    }
    run(course);
  };

  /** What each of the matchers that may speak of an event finds in it. */
  const look = (event: LoggedEvent): ReadonlyMap<number, Hit> => {
    const hits = new Map<number, Hit>();
    for (const place of rules.find(event)) {
      try {
        const hit = matchers[place]!.match(event);
        if (hit) hits.set(place, hit);
      } catch (error) {
        for (const feed of rules.feedsOf[place]!) {
          for (const node of feeds[feed]!.nodes) runner.disable(course, node, error);
        }
      }
    }
    return hits;
  };
  const feedsOf = (hits: ReadonlyMap<number, Hit>): ReadonlySet<number> =>
    new Set([...hits.keys()].flatMap((matcher) => rules.feedsOf[matcher]!));
  /** What was found in the events of the log, for when they leave it. */
  const found = new Map<LoggedEvent, readonly [ReadonlyMap<number, Hit>, ReadonlySet<number>]>();
  /** Gives an event to all feeds it concerns, or to those of them that are meant. */
  const give = (event: LoggedEvent, only?: ReadonlySet<number>): void => {
    const hits = look(event);
    const concerned = feedsOf(hits);
    found.set(event, [hits, concerned]);
    for (const feed of concerned) {
      if (only && !only.has(feed)) continue;
      contents[feed]!.add(event, (matcher) => hits.get(matcher));
      touch(feeds[feed]!.nodes);
    }
  };
  const drop = (event: LoggedEvent): void => {
    const [hits, concerned] = found.get(event) ?? [];
    if (!hits || !concerned) return;
    found.delete(event);
    for (const feed of concerned) {
      if (!contents[feed]!.drop(event, (matcher) => hits.get(matcher))) continue;
      const reaches = (place: number): boolean => {
        const node = nodes[place]!;
        return node.kind === 'asked' && event.at > course.at - node.reachMs;
      };
      touch(feeds[feed]!.nodes.filter(reaches));
    }
  };
  return {
    course,
    runner,
    open() {
      for (const event of living.log) give(event);
      if (!(living.at > 0)) return;
      course.at = living.at;
      askAll(course);
    },
    goTo,
    askAll,
    take(event, dropped) {
      if (living.log.at(-1) === event) give(event);
      else {
        // a late one: what it concerns is told the whole log again, in its order
        const late = feedsOf(look(event));
        for (const feed of late) {
          contents[feed] = feeds[feed]!.create();
          touch(feeds[feed]!.nodes);
        }
        for (const one of living.log) give(one, late);
      }
      for (const one of dropped) drop(one);
      ask();
    },
    recheck(forgets) {
      // nothing has happened yet: there is no time to speak of
      if (!(living.at > 0)) return;
      course.at = Math.max(course.at, living.at);
      course.forgets = forgets;
      if (forgets) askAll(course);
      else ask();
      course.forgets = false;
    },
  };
}

/** What became of the rules if they had been there from the log's first event on; the fields are as they are now. */
export function replay(rules: Rules, living: OpenState, world: RuleWorld): readonly (SegmentState | undefined)[] {
  const log: LoggedEvent[] = [];
  const now: RuleWorld = {
    read: (_, field, at) => world.read(living, field, at),
    nextChangeAt: (_, field, at) => world.nextChangeAt(living, field, at),
    clusterOf: () => world.clusterOf(living),
  };
  const { course, goTo, take } = createCore(rules, { ...living, log }, now, []);
  for (const event of living.log) {
    goTo(course, event.at);
    log.push(event);
    take(event, []);
  }
  goTo(course, living.at);
  return course.states;
}

function isSame(one: FieldReading | undefined, { value, until }: FieldReading): boolean {
  if (one?.until !== until) return false;
  return (
    one.value === value ||
    (Array.isArray(value) && Array.isArray(one.value) && one.value.join('\n') === value.join('\n'))
  );
}
