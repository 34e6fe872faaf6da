import type { Language } from '../../contract/sentences.ts';
import type { LogCheck, RulesReport } from './check-rules.ts';
import type { SegmentTally } from './tally-stays.ts';

const BARS = '▁▂▃▄▅▆▇█';
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const OVERLAPS_SHOWN = 4;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const count = (value: number): string => value.toLocaleString('en-GB');
const percent = (part: number, of: number): string => `${((100 * part) / of || 0).toFixed(1)} %`;

/** What `aisle rules check` prints. */
export function renderCheck({ segments, offers, log }: RulesReport, language: Language): string {
  const blocks = segments.map(({ id, name, visitor, shopper }) =>
    [
      `${id} (${name})`,
      ...visitor[language].map((sentence) => `  ${sentence}`),
      `  to the shopper: ${shopper[language]}`,
      ...(log
        ? renderTally(
            log.segments.find((tally) => tally.id === id)!,
            log,
          )
        : []),
    ].join('\n'),
  );
  const raised = offers.map(({ id, segments: raisedBy }) => {
    const tally = log?.offers.find((each) => each.id === id);
    const seen = tally ? `: ${count(tally.sessions)} sessions of ${count(tally.visitors)} visitors, caps counted` : '';
    return `offer ${id}, raised by ${raisedBy.join(', ')}${seen}`;
  });
  return [...blocks, ...(raised.length > 0 ? [raised.join('\n')] : []), renderSum(segments.length, log)].join('\n\n');
}

function renderTally(tally: SegmentTally, log: LogCheck): string[] {
  const { id, sessions, visitors, entries, firstAt, lastAt, medianMs, byHour, byWeekday, overlaps } = tally;
  const fault = log.faults[id];
  const failed =
    fault === undefined ? [] : [`  failed ${count(fault)} times on the device’s own code, and was disabled`];
  if (firstAt === undefined || lastAt === undefined || medianMs === undefined)
    return [...failed, '  matches nobody in this log'];
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const busiest = byWeekday.indexOf(Math.max(...byWeekday));
  const shown = overlaps
    .slice(0, OVERLAPS_SHOWN)
    .map(({ id: other, share, jaccard }) => `${other} ${percent(share, 1)} (Jaccard ${jaccard.toFixed(2)})`);
  return [
    ...failed,
    `  matches ${count(sessions)} of ${count(log.sessions)} sessions (${percent(sessions, log.sessions)}), ${count(visitors)} of ${count(log.visitors)} visitors (${percent(visitors, log.visitors)})`,
    `  entered ${count(entries)} times from ${day(firstAt)} to ${day(lastAt)}, for ${renderLength(medianMs)} in the median`,
    `  by hour, UTC ${toBars(byHour)}   Sunday to Saturday ${toBars(byWeekday)}   most on a ${WEEKDAYS[busiest]}`,
    ...(shown.length > 0 ? [`  of its sessions also in: ${shown.join(', ')}`] : []),
  ];
}

function renderSum(rules: number, log: LogCheck | null): string {
  const said = rules === 1 ? '1 rule is as it should be.' : `${count(rules)} rules are as they should be.`;
  if (!log) return `${said} Name --events to see whom they would match.`;
  const idle = log.segments.filter(({ entries }) => entries === 0).length;
  const missing = log.missing.map(
    ({ type, segments }) => `The log holds no ${type}, which ${segments.join(', ')} asks for.`,
  );
  return [
    `${said} ${idle === 0 ? 'Each matches somebody' : `${count(idle)} of them match nobody`} among ${count(log.visitors)} visitors, ${count(log.sessions)} sessions, ${count(log.events)} events.`,
    ...missing,
  ].join('\n');
}

function toBars(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  return counts.map((each) => BARS[Math.round((each / most) * (BARS.length - 1))]).join('');
}

function renderLength(ms: number): string {
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / MINUTE_MS)} minutes`;
  return ms < 2 * DAY_MS ? `${Math.round(ms / HOUR_MS)} hours` : `${(ms / DAY_MS).toFixed(1)} days`;
}
