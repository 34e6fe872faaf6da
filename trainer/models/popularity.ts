import type { Log } from '../log.ts';
import type { Popularity } from './model.ts';
import { sessionCount, type Sequences } from './sequences.ts';
import { createTopEntries, offer } from './top-entries.ts';

/** A region with fewer sessions has no list of its own: it would say more about single visitors than about a region. */
const MIN_REGION_SESSIONS = 50;
const MAX_NAME_LENGTH = 64;
const MAX_REGIONS = 64;

/** Sessions that hold each item. */
export function supportOf(sequences: Sequences): Uint32Array {
  const support = new Uint32Array(sequences.items);
  eachSession(sequences, (_, rows) => {
    for (const row of rows) support[row]!++;
  });
  return support;
}

/**
 * Share of interest: every session votes for each of its items once, with exp(-age / (sessions x tau)), age in sessions
 * from the end; tau 0: all alike. Sums to 1.
 */
export function shareOf(sequences: Sequences, tau: number): Float32Array {
  const count = sessionCount(sequences);
  const votes = new Float64Array(sequences.items);
  let total = 0;
  eachSession(sequences, (session, rows) => {
    const weight = tau > 0 ? Math.exp(-(count - 1 - session) / (count * tau)) : 1;
    for (const row of rows) votes[row]! += weight;
    total += weight * rows.size;
  });
  return Float32Array.from(votes, (vote) => (total > 0 ? vote / total : 0));
}

/** The `top` items of each region that has enough sessions, by ageing votes as in `shareOf`. */
export function regionalTops(
  log: Log,
  sequences: Sequences,
  tau: number,
  top: number,
): Pick<Popularity, 'regions' | 'regional' | 'top'> {
  const count = sessionCount(sequences);
  const votes = new Map<number, { sessions: number; rows: Map<number, number> }>();
  eachSession(sequences, (session, rows) => {
    const region = log.region[sequences.event[sequences.offsets[session]!]!]!;
    if (region === 0 || log.regions[region]!.length > MAX_NAME_LENGTH) return;
    const weight = tau > 0 ? Math.exp(-(count - 1 - session) / (count * tau)) : 1;
    const known = votes.get(region) ?? { sessions: 0, rows: new Map<number, number>() };
    votes.set(region, known);
    known.sessions++;
    for (const row of rows) known.rows.set(row, (known.rows.get(row) ?? 0) + weight);
  });
  const kept = [...votes]
    .filter(([, { sessions, rows }]) => sessions >= MIN_REGION_SESSIONS && rows.size > 0)
    .toSorted(([a, { sessions: inA }], [b, { sessions: inB }]) => inB - inA || a - b)
    .slice(0, MAX_REGIONS);
  const length = Math.min(top, ...kept.map(([, { rows }]) => rows.size));
  const width = kept.length > 0 ? length : 0;
  const regional = new Uint32Array(kept.length * width);
  kept.forEach(([, { rows }], index) => {
    const best = createTopEntries(width);
    for (const [row, vote] of rows) offer(best, row, vote);
    regional.set(best.columns, index * width);
  });
  return { regions: kept.map(([region]) => log.regions[region]!), regional, top: width };
}

function eachSession(sequences: Sequences, visit: (session: number, rows: ReadonlySet<number>) => void): void {
  const { offsets, row } = sequences;
  for (let session = 0; session < sessionCount(sequences); session++) {
    visit(session, new Set(row.subarray(offsets[session], offsets[session + 1])));
  }
}
