import { repeatClass } from '../../worker/ranking/collaborative.ts';
import { sessionCount, type Sequences } from './sequences.ts';
import { historyOf } from './steps.ts';

const CLASSES = 8;
const PLACES = 4;
/** Steps at the overall rate that every class starts with. */
const PSEUDO_STEPS = 5;

/** Share of the sessions, the newest, on which repeats are counted. */
const NEWEST = 0.23;

/** First of so many sessions on which repeats are counted. */
export function repeatsFrom(sessions: number): number {
  return Math.floor(sessions * (1 - NEWEST));
}

/**
 * How often the next item is one already seen, counted on the sessions from `from` on: by min(events so far, 4), by whether
 * the newest two events were of one item, by how far back the item stands (0, 1, 2, 3 and more). A table as
 * `ranking.repeat` holds it.
 */
export function countRepeats(sequences: Sequences, from: number, history: number): number[] {
  const { offsets, row } = sequences;
  const seen = new Float64Array(CLASSES);
  const hits = new Float64Array(CLASSES * PLACES);
  const distinct = new Uint32Array(history);
  for (let session = from; session < sessionCount(sequences); session++) {
    const start = offsets[session]!;
    for (let at = start + 1; at < offsets[session + 1]!; at++) {
      const length = historyOf(distinct, sequences, start, at);
      const alike = at - start > 1 && row[at - 1] === row[at - 2];
      const place = distinct.subarray(0, length).indexOf(row[at]!);
      const base = repeatClass(Math.min(at - start, 4) - 1, alike);
      seen[base / PLACES]!++;
      if (place >= 0) hits[base + Math.min(place, PLACES - 1)]!++;
    }
  }
  const total = Math.max(
    seen.reduce((sum, count) => sum + count, 0),
    1,
  );
  const overall = Array.from({ length: PLACES }, (_, place) => {
    let sum = 0;
    for (let base = place; base < hits.length; base += PLACES) sum += hits[base]!;
    return sum / total;
  });
  return Array.from(hits, (count, at) => {
    const rate = (count + PSEUDO_STEPS * overall[at % PLACES]!) / (seen[Math.floor(at / PLACES)]! + PSEUDO_STEPS);
    return Number(rate.toPrecision(6));
  });
}
