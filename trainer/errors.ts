/** What can be wrong with what an operator gave the trainer. Stable: scripts may test for them. */
export type TrainerErrorCode =
  | 'no-such-file'
  | 'is-directory'
  | 'empty-file'
  | 'header-only'
  | 'not-gzip'
  | 'gzip-cut-short'
  | 'gzip-corrupt'
  | 'unsupported-format'
  | 'not-utf8'
  | 'wrong-delimiter'
  | 'missing-column'
  | 'duplicate-column'
  | 'bad-parquet'
  | 'too-many-bad-rows'
  | 'no-events'
  | 'no-items'
  | 'empty-split'
  | 'bad-config'
  | 'bad-option'
  | 'too-large'
  | 'output-not-bundle'
  | 'output-not-writable'
  | 'bad-bundle'
  | 'bad-model';

export interface Place {
  readonly file?: string | undefined;
  /** Counted from 1, as editors do. */
  readonly line?: number | undefined;
}

/**
 * An operator's mistake: the message says what was given, what was expected and what to do, and begins with file and
 * line where there are any. The command line prints it without a stack trace and exits with 1, or with 2 for a
 * `bad-option`.
 */
export class TrainerError extends Error {
  readonly code: TrainerErrorCode;
  readonly file: string | undefined;
  readonly line: number | undefined;

  constructor(code: TrainerErrorCode, message: string, place: Place = {}) {
    super(`${toPrefix(place)}${message}`);
    this.name = 'TrainerError';
    this.code = code;
    this.file = place.file;
    this.line = place.line;
  }
}

/** What the system said, in a word: `ENOENT`, or the message of what is no system error. */
export function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}

/** The candidate with the fewest edits from `name`, where that is at most a third of its length; for "did you mean". */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = simplify(name);
  let best: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const edits = editDistance(wanted, simplify(candidate));
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best !== undefined && fewest <= Math.max(1, Math.floor(wanted.length / 3)) ? best : undefined;
}

function toPrefix({ file, line }: Place): string {
  if (file === undefined) return '';
  return line === undefined ? `${file}: ` : `${file}, line ${line}: `;
}

function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Edits of one letter, or of two neighbours that changed places (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = swaps ? rows[i - 2]![j - 2]! + 1 : Infinity;
      row.push(Math.min(replaced, swapped, rows[i - 1]![j]! + 1, row[j - 1]! + 1));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
