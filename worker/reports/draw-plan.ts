import { newId, type RandomSource } from '../../contract/ids.ts';
import type { ReportPlan, ReportsState } from '../../contract/living.ts';
import { questionsOf, type ReportsSpec, type Task } from '../../contract/reports.ts';
import { budgetAt, DAY_MS } from './budget.ts';
import { below } from './draw.ts';

const MINUTE_MS = 60_000;

/**
 * Draws the report of a UTC day: which task, by weight, which of its questions, and when, evenly. It is drawn alike whatever is
 * left of the budget; where that does not suffice, or the task was answered too short a time ago, it costs nothing, and says
 * nothing: nobody who receives it can tell. Undefined where there is nothing to ask, or the day has had its report.
 */
export function drawPlan(
  spec: ReportsSpec,
  tasks: readonly Task[],
  state: ReportsState | undefined,
  now: number,
  random: RandomSource,
): ReportPlan | undefined {
  const day = Math.floor(now / DAY_MS);
  if (state?.plan || day <= (state?.lastDay ?? 0)) return undefined;
  const task = drawTask(tasks, random);
  if (!task) return undefined;
  const { epoch, left } = budgetAt(spec, state, now);
  const askedOn = state && Object.hasOwn(state.asked, task.key) ? state.asked[task.key]! : -Infinity;
  const isTold = task.everyDays !== undefined && day - askedOn < task.everyDays;
  const [fromMs, toMs] = delayOf(spec);
  return {
    id: newId(random),
    task: task.key,
    question: below(questionsOf(task), random),
    day,
    epoch,
    debit: isTold || left < task.microEpsilon ? 0 : task.microEpsilon,
    dueAt: now + fromMs + below(toMs - fromMs + 1, random),
  };
}

/** Shortest and longest, ms. */
export function delayOf({ delayMinutes: [a, b] }: Pick<ReportsSpec, 'delayMinutes'>): readonly [number, number] {
  return [Math.round(Math.min(a, b) * MINUTE_MS), Math.round(Math.max(a, b) * MINUTE_MS)];
}

function drawTask(tasks: readonly Task[], random: RandomSource): Task | undefined {
  const total = tasks.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;
  let drawn = below(total, random);
  return tasks.find(({ weight }) => (drawn -= weight) < 0);
}
