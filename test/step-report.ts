// What a step of `npm test` has to say: its counts, and in a few lines what failed and what passed only when it was tried again.

import { readFileSync } from 'node:fs';

/** Lines of a step's own output that are shown when it fails: its tools say last what matters. */
const SHOWN_LINES = 120;
/** Where vitest's details begin; above them stands every file that passed. */
const DETAILS = /^\s*⎯+ (?:Failed (?:Suites|Tests)|Unhandled)/;
/** Characters of an error's first line. */
const MESSAGE_LENGTH = 300;

export interface StepReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** One line each: `file > suite > test: the first line of its error`. */
  readonly failures: readonly string[];
  /** The same of tests that failed first and passed then. */
  readonly retried: readonly string[];
}

/** vitest's JSON report, as far as it is used here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** The report of a step that is one check. */
export function toCheckReport(code: number, output: string): StepReport {
  if (code === 0) return { passed: 1, failed: 0, skipped: 0, failures: [], retried: [] };
  return { passed: 0, failed: 1, skipped: 0, failures: [tellingLine(output)], retried: [] };
}

/**
 * The report of a step that ran vitest. `file` is what its JSON reporter has written; a run that broke before it could, or
 * ended with another code than its cases account for, has failed once.
 */
export function readVitestReport(file: string, root: string, code: number, output: string): StepReport {
  let report: VitestReport;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return toCheckReport(code === 0 ? 1 : code, output);
  }
  const failures: string[] = [];
  const retried: string[] = [];
  for (const { name, status, message, assertionResults } of report.testResults) {
    const path = name.replace(root, '');
    for (const { ancestorTitles, title, status: outcome, failureMessages } of assertionResults) {
      const [first] = failureMessages;
      if (first === undefined && outcome !== 'failed') continue;
      const line = `${[path, ...ancestorTitles.filter(Boolean), title].join(' > ')}: ${toLine(first ?? 'no error')}`;
      if (outcome === 'failed') failures.push(line);
      else if (outcome === 'passed') retried.push(line);
    }
    // a file that does not load, or whose `beforeAll` throws, fails without failing a case
    if (status === 'failed' && message !== '') failures.push(`${path}: ${toLine(message)}`);
  }
  const isUnexplained = code !== 0 && failures.length === 0;
  if (isUnexplained) failures.push(tellingLine(output));
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
    retried,
  };
}

/** The part of a failed step's output that says why. */
export function cutOutput(output: string): string {
  const lines = output.trimEnd().split('\n');
  const details = lines.findIndex((line) => DETAILS.test(line));
  const shown = details < 0 ? lines.slice(-SHOWN_LINES) : lines.slice(details, details + SHOWN_LINES);
  const left = lines.length - shown.length;
  return left > 0 ? `${shown.join('\n')}\n(${left} further lines are not shown)` : shown.join('\n');
}

/** The first line that speaks of an error, or the last one there is. */
function tellingLine(output: string): string {
  const lines = output.trimEnd().split('\n');
  return toLine(lines.find((line) => /\berror\b|[✗×]/i.test(line)) ?? lines.at(-1) ?? '');
}

function toLine(message: string): string {
  const [line = ''] = message.trim().split('\n');
  return line.length > MESSAGE_LENGTH ? `${line.slice(0, MESSAGE_LENGTH)} ...` : line;
}
