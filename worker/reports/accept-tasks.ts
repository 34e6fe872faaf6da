import { integer, isRecord, isShape, list, match, maybe, oneOf, text, type Check } from '../../contract/guards.ts';
import { MAX_NAME_LENGTH, MAX_SLOT_LENGTH } from '../../contract/limits.ts';
import {
  MAX_CELLS,
  MAX_REPORT_SLOTS,
  MAX_TASK_MICRO_EPSILON,
  OUTCOMES,
  type ReportsSpec,
  type Task,
} from '../../contract/reports.ts';
import { SLUG } from '../../contract/segments.ts';

const MAX_TASKS = 32;
/** Of a delay: a report belongs to its visit. */
const MAX_DELAY_MINUTES = 30;

export interface AcceptedTasks {
  readonly tasks: readonly Task[];
  /** Ids of those that ask for more than this device tells, or that this build cannot read. */
  readonly refused: readonly string[];
}

/** What this device answers of what it is asked. A task that asks for more than one epsilon is refused alone. */
export function acceptTasks({ tasks }: Pick<ReportsSpec, 'tasks'>): AcceptedTasks {
  const offered: readonly unknown[] = tasks.slice(0, MAX_TASKS);
  const isIdentified = (task: unknown): task is { readonly id: string } =>
    isRecord(task) && text(1, MAX_NAME_LENGTH)(task['id']);
  const refused = offered.filter(isIdentified).filter((task) => !isTask(task));
  return { tasks: offered.filter(isTask), refused: refused.map(({ id }) => id) };
}

/** Whether a manifest's `reports` can be read by this build: what is wrong with a single task refuses that task alone. */
export function isReportsSpec(value: unknown): value is ReportsSpec {
  const isMinutes = (minutes: unknown): boolean =>
    typeof minutes === 'number' && minutes >= 0 && minutes <= MAX_DELAY_MINUTES;
  return isShape(
    value,
    {
      v: oneOf(1),
      delayMinutes: list(isMinutes, 2, 2),
      epochMicroEpsilon: integer(1),
      tasks: (tasks) => Array.isArray(tasks),
    },
    true,
  );
}

/** Whether it is a task as `taskSchema` has it. Never throws. */
export function isTask(value: unknown): value is Task {
  const own = isRecord(value) ? fieldsByKind().get(value['kind']) : undefined;
  return (
    own !== undefined &&
    isShape(value, {
      id: match(SLUG),
      key: match(/^[0-9a-f]{16}$/),
      microEpsilon: integer(1, MAX_TASK_MICRO_EPSILON),
      weight: integer(1, 1_000),
      everyDays: maybe(integer(1, 365)),
      kind: () => true,
      ...own,
    })
  );
}

/** What a task of each kind has beside what all have. A map: the kind comes from the bundle. */
function fieldsByKind(): ReadonlyMap<unknown, Readonly<Record<string, Check>>> {
  const isSlug = match(SLUG);
  const isName = text(1, MAX_NAME_LENGTH);
  return new Map<unknown, Readonly<Record<string, Check>>>([
    ['outcome', { outcome: oneOf(...OUTCOMES) }],
    ['slots', { slots: list(text(1, MAX_SLOT_LENGTH), 1, MAX_REPORT_SLOTS) }],
    ['rank', {}],
    ['segments', { segments: list(isSlug, 1, MAX_CELLS) }],
    ['interest', { attribute: isName, values: list(isName, 1, MAX_CELLS - 1) }],
    ['offers', { offers: list(isSlug, 1, Math.floor((MAX_CELLS - 1) / 5)) }],
    ['health', {}],
  ]);
}
