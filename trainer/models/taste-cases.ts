import type { Log } from '../log.ts';
import { createRandom, sample } from './random.ts';
import { sessionCount } from './sequences.ts';
import type { Tail } from './tail.ts';
import type { Case } from './taste-mix.ts';
import { hide, splitVisitor, visitorsOf, type Visitor } from './visitors.ts';

const HIDDEN = 0.25;
const RETURNS = 1_000;
const STEPS = 1_500;
/** Visitors who come back in the tail: with fewer of them, hidden parts of the others' visits are asked for too. */
const MIN_BACK = 100;
/** Events that a profile still knows the items of. */
const MAX_KNOWN = 2_000;

/** Who comes back in the tail, and what is wanted next in its visits; drawn with the seed, in the order drawn. */
export function findCases(tail: Tail, rowOf: Uint32Array): { readonly cases: Case[]; readonly older: Visitor[] } {
  const { log, seed } = tail;
  const isTail = tailSessions(tail);
  const older = visitorsOf(log, (session) => isTail[session] === 0);
  const newer = visitorsOf(log, (session) => isTail[session] === 1);
  const past = pastOf(log, older);
  const random = createRandom(seed);
  const draw = <T>(list: readonly T[], count: number): T[] => shuffled(list, count, random);
  const strangers = newer.filter((visitor) => !past(visitor[0]!));
  const hidden = hide(log, rowOf, strangers, HIDDEN, seed);
  // of whom there is a past: what is bought or looked at in the tail
  const back = newer.flatMap((visitor) => {
    const known = past(visitor[0]!);
    return known ? [splitVisitor(log, rowOf, known, visitor)] : [];
  });
  // what goes with a part of the same visit is no return: it stands in for one only where hardly anybody comes back
  const returns = (back.length < MIN_BACK ? [...back, ...hidden] : back).filter(
    (each) => each.wanted.length > 0 && each.known.length > 0,
  );
  const steps = draw(Array.from(tail.targets(STEPS)), STEPS).map((event) => toStep(log, rowOf, event, past));
  const cases = draw(returns, RETURNS).map(({ known, wanted }): Case => ({
    known: known.slice(-MAX_KNOWN),
    wanted,
    isReturn: true,
  }));
  return { cases: interleave(cases, steps), older };
}

/** A step of a visit: every other one with what its visitor did before it, which the others know nothing of. */
function toStep(log: Log, rowOf: Uint32Array, event: number, past: (event: number) => Visitor | undefined): Case {
  const session = sessionOf(log, event);
  const prefix = Uint32Array.from({ length: event - log.offsets[session]! }, (_, at) => log.offsets[session]! + at);
  const before = (event % 2 === 0 && past(event)) || [];
  return {
    known: Uint32Array.from([...before, ...prefix]).slice(-MAX_KNOWN),
    wanted: Uint32Array.of(rowOf[log.item[event]!]!),
    isReturn: false,
  };
}

/** Of the user of an event: what he did before the tail; undefined for a stranger. */
function pastOf(log: Log, older: readonly Visitor[]): (event: number) => Visitor | undefined {
  const byUser = new Map<number, Visitor>();
  for (const visitor of older) byUser.set(log.user[sessionOf(log, visitor[0]!)]!, visitor);
  return (event) => {
    const user = log.user[sessionOf(log, event)]!;
    return user < 0 ? undefined : byUser.get(user);
  };
}

/** 1 for each session of the log that lies in the tail. */
function tailSessions({ log, sequences, cut }: Tail): Uint8Array {
  const isTail = new Uint8Array(log.offsets.length - 1);
  for (let session = cut; session < sessionCount(sequences); session++) {
    isTail[sessionOf(log, sequences.event[sequences.offsets[session]!]!)] = 1;
  }
  return isTail;
}

function sessionOf({ offsets }: Log, event: number): number {
  let [low, high] = [0, offsets.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! <= event) low = middle;
    else high = middle;
  }
  return low;
}

function shuffled<T>(list: readonly T[], count: number, random: () => number): T[] {
  const chosen = Array.from(sample(list.length, count, random), (at) => list[at]!);
  for (let last = chosen.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [chosen[last], chosen[other]] = [chosen[other]!, chosen[last]!];
  }
  return chosen;
}

function interleave<T>(a: readonly T[], b: readonly T[]): T[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at) => [a[at], b[at]])
    .flat()
    .filter((each) => each !== undefined);
}
