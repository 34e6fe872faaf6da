import { isHexId } from '../../contract/events.ts';
import { integer, isShape, list, maybe, oneOf, text, type Check } from '../../contract/guards.ts';
import type { LivingCall, LivingQuestion, LivingQuestions } from '../../contract/living-calls.ts';
import { MAX_NAME_LENGTH } from '../../contract/limits.ts';
import { badRequest, mayImport, type Answered, type Desk } from '../annex/desk.ts';
import { HEALTH_CELLS } from '../../contract/reports.ts';
import { MAX_REPORT_LENGTH } from '../../contract/living.ts';
import type { ReportDesk } from '../reports/room.ts';
import type { LivingRoom } from './create-living.ts';
import { login, logout } from './people.ts';
import { answerSentences } from './sentences.ts';

/** A question that is answered here. */
type Own = 'state' | 'sentences' | 'login' | 'logout' | 'report' | 'reported';
type CallOf<Q extends LivingQuestion> = Extract<LivingCall, { ask: Q }>;
type Handler<Q extends LivingQuestion> = (
  room: LivingRoom,
  call: CallOf<Q>,
  desk: Desk,
) => Answered<LivingQuestions[Q][1]>;

/** What each question must carry beside its envelope, and who answers it. */
const CALLS: { readonly [Q in Own]: readonly [fields: Readonly<Record<string, Check>>, handler: Handler<Q>] } = {
  state: [{}, answerState],
  sentences: [{ lang: maybe(text(0, MAX_NAME_LENGTH)) }, (_room, call, desk) => answerSentences(call, desk)],
  // what is wrong with an id must not be repeated
  login: [{ id: isAny }, ({ setting }, call, desk) => login(call, desk, setting)],
  logout: [{}, (_room, call, desk) => logout(call, desk)],
  report: [
    { health: maybe(list(integer(0), 0, HEALTH_CELLS.length)) },
    async (room, call, desk) => (await bringReports(room, desk))?.report(call, desk) ?? { ok: true },
  ],
  reported: [
    { id: isHexId, body: text(1, MAX_REPORT_LENGTH), state: oneOf('acknowledged', 'refused', 'withdrawn') },
    async (room, call, desk) => (await bringReports(room, desk))?.reported(call, desk) ?? { ok: true },
  ],
};

/** Answers a question of the page's; what it throws, the engine answers as a failure. */
export async function answerCall(room: LivingRoom, call: unknown, desk: Desk): Answered<object> {
  const { ask } = call as { readonly ask?: Own };
  const known = ask !== undefined && Object.hasOwn(CALLS, ask) ? CALLS[ask] : undefined;
  if (!known || !isShape(call, { v: isAny, deadlineMs: isAny, ask: oneOf(ask), ...known[0] }))
    throw badRequest('living', call, 'one of the questions of contract/living-calls.ts');
  return known[1](room, call as never, desk);
}

async function answerState(room: LivingRoom, _call: object, desk: Desk): Answered<LivingQuestions['state'][1]> {
  const { profile } = await desk.getKept();
  await profile.catchUp();
  // the page that has said so may have gone before the traits were there
  if (profile.raw().living.traits?.length && !(await mayImport(desk))) await desk.append({ set: { imported: [] } });
  const now = desk.clock.now();
  const raw = profile.raw();
  const { segments, left, nextAt } = room.standingAt(raw, now);
  const { changeAt, ...offers } = await room.offersOf(desk, raw, new Set(segments.map(({ id }) => id)));
  const next = Math.min(nextAt, changeAt);
  return { ok: true, segments, left, ...offers, ...(next < Infinity && { nextInMs: Math.max(0, next - now) }) };
}

/** Undefined where the bundle asks for none. */
async function bringReports(room: LivingRoom, { getState }: Desk): Promise<ReportDesk | undefined> {
  const { hello } = await getState();
  return room.bringReports(hello.baseUrl);
}

/** The engine has looked at the envelope. */
function isAny(): boolean {
  return true;
}
