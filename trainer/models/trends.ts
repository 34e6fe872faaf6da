import type { TrendsPart } from '../../contract/parts.ts';
import { sessionCount, type Sequences } from './sequences.ts';

/** Share of the sessions, the newest, that a trend looks at. */
const NEWEST = 0.1;
/** Events at the overall rate that every item's rate of repeats starts with. */
const PSEUDO_EVENTS = 5;

/**
 * Per item: its share of the sessions' votes in the newest tenth over its share in all of them, one vote more for every item in
 * both; and the share of its events that follow an earlier one in their session.
 */
export function trendsOf(sequences: Sequences): TrendsPart {
  const { offsets, row, items } = sequences;
  const sessions = sessionCount(sequences);
  const columns = () => new Float64Array(items);
  const [votes, newVotes, events, again] = [columns(), columns(), columns(), columns()];
  const newest = Math.floor(sessions * (1 - NEWEST));
  for (let session = 0; session < sessions; session++) {
    const seen = new Set<number>();
    for (let at = offsets[session]!; at < offsets[session + 1]!; at++) {
      const item = row[at]!;
      events[item]!++;
      if (seen.has(item)) again[item]!++;
      else {
        seen.add(item);
        votes[item]!++;
        if (session >= newest) newVotes[item]!++;
      }
    }
  }
  const [all, late] = [votes, newVotes].map((column) => sum(column) + items);
  const rate = sum(again) / Math.max(sum(events), 1);
  return {
    trend: Float32Array.from(votes, (count, item) => (newVotes[item]! + 1) / late! / ((count + 1) / all!)),
    repeatRate: Float32Array.from(
      again,
      (count, item) => (count + PSEUDO_EVENTS * rate) / (events[item]! + PSEUDO_EVENTS),
    ),
  };
}

function sum(column: Float64Array): number {
  return column.reduce((total, value) => total + value, 0);
}
