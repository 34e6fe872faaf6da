import { TrainerError } from '../errors.ts';

const MAX_EXAMPLES = 1_000;

export interface BadRow {
  readonly file: string;
  readonly line: number;
  readonly why: string;
}

/** Rows that were left out, and why. */
export interface BadRows {
  /** Rows read, good and bad, without headers and blank lines. */
  readonly rows: number;
  readonly count: number;
  /** Most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  /** The first 1,000, by file and line. */
  readonly examples: readonly BadRow[];
}

export interface BadRowCounter {
  /** `why` names the value; `reason` is the same for all rows of one kind. */
  add(file: string, line: number, why: string, reason?: string): void;
  addMany(reason: string, count: number, examples: readonly BadRow[]): void;
  /** @param rows all rows read */
  finish(rows: number, files: readonly string[]): BadRows;
}

export function createBadRowCounter(): BadRowCounter {
  const reasons = new Map<string, number>();
  const examples: BadRow[] = [];
  const count = (reason: string, by: number) => reasons.set(reason, (reasons.get(reason) ?? 0) + by);
  return {
    add(file, line, why, reason = why) {
      count(reason, 1);
      if (examples.length < MAX_EXAMPLES) examples.push({ file, line, why });
    },
    addMany(reason, by, some) {
      count(reason, by);
      examples.push(...some);
    },
    finish(rows, files) {
      const sorted = examples.toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line);
      return {
        rows,
        count: [...reasons.values()].reduce((sum, each) => sum + each, 0),
        reasons: [...reasons]
          .map(([reason, each]) => ({ reason, count: each }))
          .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
        examples: sorted.slice(0, MAX_EXAMPLES),
      };
    },
  };
}

/** Bad rows of several readers as one. */
export function mergeBadRows(all: readonly BadRows[]): BadRows {
  const counter = createBadRowCounter();
  for (const { reasons } of all) for (const { reason, count } of reasons) counter.addMany(reason, count, []);
  const merged = counter.finish(
    all.reduce((sum, { rows }) => sum + rows, 0),
    [],
  );
  return { ...merged, examples: all.flatMap(({ examples }) => examples).slice(0, MAX_EXAMPLES) };
}

/** @throws {TrainerError} `too-many-bad-rows` when their share is above `maxShare` */
export function refuseTooManyBadRows(bad: BadRows, maxShare: number): void {
  if (bad.count === 0 || bad.count <= bad.rows * maxShare) return;
  const [first] = bad.examples;
  const more = bad.examples
    .slice(1, 3)
    .map(({ file, line, why }) => `\n  ${file}, line ${line}: ${why}`)
    .join('');
  const reasons = bad.reasons.slice(0, 3).map(({ reason, count }) => `${reason} (${count})`);
  throw new TrainerError(
    'too-many-bad-rows',
    `${first?.why ?? ''}${more}\n` +
      `${bad.count} of ${bad.rows} rows (${toPercent(bad.count / bad.rows)}) are bad, at most ${toPercent(maxShare)} may be. ` +
      `Reasons: ${reasons.join('; ')}. Mend them, or allow them with --max-bad ${Math.ceil((bad.count / bad.rows) * 100)}%.`,
    { file: first?.file, line: first?.line },
  );
}

function toPercent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
