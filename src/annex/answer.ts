import type { LedgerView, LivingQuestions, LivingReply } from '../../contract/living-calls.ts';
import type { Failure, Reason, Reply } from '../../contract/protocol.ts';
import { askLiving } from '../engine-client/ask-living.ts';
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

/** Open to whoever may read segments too. */
const SEEING = {
  segments: () => ['living', { ask: 'state' }],
} satisfies Record<string, Ask>;

/** Open to every script: what is shown on the page, and what its shop has received. */
const TELLING = {
  offers: () => ['living', { ask: 'offers' }],
  ledger: () => ['living', { ask: 'ledger' }],
} satisfies Record<string, Ask>;

/** What changes the profile is open to every script of the page, as `track` is. */
const WRITING = {
  correct: (patches: unknown) => ['correct', { patches: [patches].flat() }],
  notInterested: (item: unknown) => ['notInterested', { item }],
  pause: (what: unknown) => ['pause', { isOn: what === 'visit' || (what === 'off' ? false : undefined) }],
  import: (source: unknown, data: unknown) =>
    data === null
      ? ['correct', { patches: [{ source, forget: true }] }]
      : source === 'aisle-profile'
        ? ['importProfile', { document: data }]
        : ['importAttributes', { source, data }],
  login: (id: unknown) => ['living', { ask: 'login', id: typeof id === 'number' ? `${id}` : id }],
  logout: () => ['living', { ask: 'logout' }],
} satisfies Record<string, Ask>;

/** What a page's script may ask of the engine by the names of `Aisle` and `Aisle.profile`. */
export type Question = keyof typeof READING | keyof typeof SEEING | keyof typeof TELLING | keyof typeof WRITING;

/** Puts a question of the page to the engine, which checks what it is given. Never rejects. */
export async function answer(visit: Visit, question: Question, args: readonly unknown[]): Promise<object> {
  // who may read may stand in the manifest
  const isOpen = question in WRITING || question in TELLING;
  if (!isOpen && (await visit.ready) && !mayAsk(visit, question)) return failure('not-exposed');
  try {
    const ask: Ask = { ...READING, ...SEEING, ...TELLING, ...WRITING }[question];
    const [method, payload] = ask(...(args as never[]));
    const asked = visit.engine.call(method, payload as never);
    if (question === 'segments') return await withReasons(visit, asked as Promise<Reply<LivingReply>>);
    if (question === 'ledger') return withBodies(await (asked as Promise<Reply<Ledgered>>), visit);
    const reply: Reply<{ readonly reason?: Reason | null }> = await asked;
    // a list may stand in somebody else's order
    if (reply.ok && (question === 'login' || question === 'logout')) void visit.again();
    if (question !== 'explain' || !reply.ok || !reply.reason) return reply;
    const panel = await openPanel(visit.options);
    return { ...reply, sentence: await panel?.say(reply.reason) };
  } catch {
    // a value of the page's own that fails when it is looked at
    return failure('bad-request');
  }
}

type Ledgered = LivingQuestions['ledger'][1];

/** What was sent, to whoever may read the profile, which is where it came from. */
function withBodies(reply: Reply<Ledgered>, visit: Visit): object {
  if (!reply.ok || visit.exposed() === 'profile') return reply;
  return { ...reply, entries: reply.entries.map(withoutBody) };
}

function withoutBody(entry: LedgerView): object {
  const { body: _, ...rest } = entry;
  return rest;
}

function mayAsk(visit: Visit, question: Question): boolean {
  const exposed = visit.exposed();
  return exposed === 'profile' || (exposed === 'segments' && question in SEEING);
}

/** Each segment with the sentence of the bundle's that says why, in the page's language. */
async function withReasons({ engine }: Visit, asked: Promise<Reply<LivingReply>>): Promise<object> {
  const said = await askLiving(engine, { ask: 'sentences', lang: document.documentElement.lang });
  const sentences = said.ok ? said.sentences : {};
  const reply = await asked;
  if (!reply.ok) return reply;
  return { ok: true, segments: reply.segments.map((each) => ({ ...each, reason: sentences[each.id] })) };
}

function failure(reason: Failure['reason']): Failure {
  return { ok: false, reason };
}
