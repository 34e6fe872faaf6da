import type { Failure, Reason, Reply } from '../../contract/protocol.ts';
import type { EngineMethod } from '../engine-client/engine-client.ts';
import type { Visit } from '../sdk/visit.ts';
import { openPanel } from './bring-panel.ts';

type Ask = (...args: never[]) => readonly [method: EngineMethod, payload: unknown];

/** The calls that only whoever may read the profile gets an answer to. */
const READING = {
  explain: (item: unknown, slot?: unknown) => ['explain', slot === undefined ? { item } : { item, slot }],
  read: () => ['readProfile', {}],
  export: () => ['exportProfile', {}],
} satisfies Record<string, Ask>;

/** What changes the profile is open to every script of the page, as `track` is. */
const WRITING = {
  correct: (patches: unknown) => ['correct', { patches: [patches].flat() }],
  notInterested: (item: unknown) => ['notInterested', { item }],
  pause: (what: unknown) => ['pause', { isOn: what === 'visit' || (what === 'off' ? false : undefined) }],
  import: (source: unknown, data: object) =>
    source === 'aisle-profile'
      ? ['importProfile', { document: data }]
      : ['importAttributes', { source, attributes: toAttributes(data) }],
} satisfies Record<string, Ask>;

/** What a page's script may ask of the engine by the names of `Aisle` and `Aisle.profile`. */
export type Question = keyof typeof READING | keyof typeof WRITING;

/** Puts a question of the page to the engine, which checks what it is given. Never rejects. */
export async function answer(visit: Visit, question: Question, args: readonly unknown[]): Promise<object> {
  // who may read may stand in the manifest
  if (question in READING && (await visit.ready) && !visit.mayRead()) return failure('not-exposed');
  try {
    const ask: Ask = { ...READING, ...WRITING }[question];
    const [method, payload] = ask(...(args as never[]));
    const reply: Reply<{ readonly reason?: Reason | null }> = await visit.engine.call(method, payload as never);
    if (question !== 'explain' || !reply.ok || !reply.reason) return reply;
    const panel = await openPanel(visit.options);
    return { ...reply, sentence: await panel?.say(reply.reason) };
  } catch {
    // a value of the page's own that fails when it is looked at
    return failure('bad-request');
  }
}

function failure(reason: Failure['reason']): Failure {
  return { ok: false, reason };
}

/** One entry for every value. */
function toAttributes(data: object): { name: string; value: unknown }[] {
  return Object.entries(data).flatMap(([name, values]) => [values].flat().map((value: unknown) => ({ name, value })));
}
