// `aisle-reports.js`: private reports. `aisle-living.js` brings it at the first question about one, where the bundle asks for any.

import { armOf, holdoutOf } from '../../contract/arm.ts';
import type { LivingQuestions, ReportState } from '../../contract/living-calls.ts';
import type { ReportPlan } from '../../contract/living.ts';
import { epochOf, type ReportsSpec, type Task } from '../../contract/reports.ts';
import { appendNext } from '../annex/append-next.ts';
import type { Answered, Desk } from '../annex/desk.ts';
import type { KeptState } from '../engine-state.ts';
import type { LivingRoom } from '../living/create-living.ts';
import { isPausedAt, type RawProfile } from '../profile/raw-profile.ts';
import { acceptTasks, isReportsSpec } from './accept-tasks.ts';
import { toBudgetView } from './budget.ts';
import { delayOf, drawPlan } from './draw-plan.ts';
import { randomise } from './mechanisms.ts';
import { noneOf, truthOf } from './truth-of.ts';

/** An epoch's reports are collected while it runs and as long again. */
const LATE_EPOCHS = 1;

/** Answers what the page asks of private reports; see contract/living-calls.ts. */
export interface ReportDesk {
  report(call: ReportCall, desk: Desk): Answered<LivingQuestions['report'][1]>;
  reported(call: ReportedCall, desk: Desk): Answered<object>;
}

type ReportCall = LivingQuestions['report'][0];
interface ReportedCall {
  readonly id: string;
  readonly body: string;
  readonly state: ReportState;
}

/** Everything of a report that does not depend on what anybody did. */
interface Frame {
  readonly site: string;
  readonly arm: 0 | 1;
}

/** Of the living profile: `setting.spec.reports` says what is asked. */
export function openReports(room: Pick<LivingRoom, 'setting' | 'fields' | 'standingAt'>): ReportDesk {
  const { spec: living, surroundings } = room.setting;
  const spec = isReportsSpec(living.reports) ? living.reports : undefined;
  const { random } = surroundings;
  const { tasks, refused } = acceptTasks(spec ?? { tasks: [] });
  const taskOf = (key: string): Task | undefined => tasks.find((task) => task.key === key);

  /** What would leave now; drawn anew each time, of which the page lets one leave. */
  const bodyOf = (task: Task, plan: ReportPlan, profile: RawProfile, health: readonly number[], now: number) => {
    const isNull = plan.debit === 0 || isPausedAt(profile, now);
    const { segments, state } = room.standingAt(profile, now);
    const truth = isNull
      ? noneOf(task)
      : truthOf(
          task,
          plan.question,
          {
            reports: profile.living.reports!,
            segments: new Set(segments.map(({ id }) => id)),
            topOf: (attribute) => room.fields.read(state, `top.${attribute}`, now) as string | undefined,
            health,
          },
          random,
        );
    return randomise(task, truth, random);
  };

  return {
    async report({ health = [] }, desk) {
      if (!spec) return { ok: true };
      const kept = await desk.getKept();
      const { profile } = kept;
      const frame = await frameOf(kept);
      if (!frame) {
        await profile.catchUp();
        if (profile.raw().living.reports?.plan) await desk.append({ changes: [{ do: 'unplan' }] });
        return { ok: true };
      }
      await profile.refresh();
      const known = profile.raw().living.reports?.plan;
      // void where another tab has done so, and planned anew
      if (known && !isSendable(known, taskOf, desk.clock.now()))
        await desk.append({ changes: [{ do: 'unplan' }], after: profile.revision() });
      await planNext(desk, spec, tasks, refused, random);
      const now = desk.clock.now();
      const raw = profile.raw();
      const { reports } = raw.living;
      const budget = toBudgetView(spec, reports, now);
      const plan = reports?.plan;
      const task = plan && taskOf(plan.task);
      if (!task) return { ok: true, budget };
      const { id, epoch, question, dueAt } = plan;
      const value = bodyOf(task, plan, raw, health, now);
      // in this order, and of one length whatever is said
      const report = { id, task: task.key, epoch, arm: frame.arm, question: toHexByte(question), value };
      const body = JSON.stringify({ v: 1, site: frame.site, reports: [report] });
      // a clock that was set back must not put it off
      const dueInMs = Math.min(delayOf(spec)[1], Math.max(0, dueAt - now));
      return { ok: true, report: { id, dueInMs, body }, budget };
    },

    async reported({ id: key, body, state }, desk) {
      const { profile } = await desk.getKept();
      await profile.refresh();
      const { reports, ledger = [] } = profile.raw().living;
      if (ledger.some((entry) => entry.key === key)) return { ok: true };
      const plan = reports?.plan?.id === key ? reports.plan : undefined;
      // a claim of a plan that is gone: what it has cost at most
      const task = taskOf(plan?.task ?? /"task":"([0-9a-f]{16})"/.exec(body)?.[1] ?? '');
      const debit = plan?.debit ?? task?.microEpsilon ?? 0;
      await desk.append({
        changes: [{ do: 'reported', key, about: task?.id ?? 'unknown', body, debit, state }],
      });
      return { ok: true };
    },
  };
}

/** Plans today's report where it has none: of several tabs one, and it is paid for on disk when this resolves. */
async function planNext(
  desk: Desk,
  spec: ReportsSpec,
  tasks: readonly Task[],
  refused: readonly string[],
  random: LivingRoom['setting']['surroundings']['random'],
): Promise<void> {
  await appendNext(desk, ({ living }) => {
    const plan = drawPlan(spec, tasks, living.reports, desk.clock.now(), random);
    return plan && { changes: [{ do: 'plan', plan, refused }] };
  });
}

/** Undefined where nothing may leave: `measurement` is not granted, or nothing outlives this page. */
async function frameOf({ store, hello, decider }: KeptState): Promise<Frame | undefined> {
  if (store.storage() === 'memory') return undefined;
  // of whichever tab spoke last
  const { grants, epoch } = (await store.readConsent()) ?? hello.consent;
  if (grants.measurement !== 'granted' || epoch === undefined) return undefined;
  const { site } = (await decider).open.bundle.manifest;
  return { site: hello.site, arm: armOf(epoch, holdoutOf(site)) === 'holdout' ? 0 : 1 };
}

/** Whether the bundle still asks it, and anybody still collects it. */
function isSendable({ task, epoch }: ReportPlan, taskOf: (key: string) => Task | undefined, now: number): boolean {
  return taskOf(task) !== undefined && epochOf(now) - epoch <= LATE_EPOCHS;
}

function toHexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
