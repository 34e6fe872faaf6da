import type { Offer, Segment } from '../../contract/segments.ts';
import { toMs } from '../../contract/segments.ts';
import type { Played, Stay, Visit } from './play-log.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Shown so often, where an offer does not say. */
const DEFAULT_CAP = { times: 1, within: '7d' };

/** What a rule did over a log. */
export interface SegmentTally {
  readonly id: string;
  /** Sessions of the log, and visitors, who were in it at any time of them. */
  readonly sessions: number;
  readonly visitors: number;
  /** Times that somebody came into it. */
  readonly entries: number;
  /** ms since 1970; absent where nobody did. */
  readonly firstAt?: number;
  readonly lastAt?: number;
  /** Entries by hour of the day, and by weekday from Sunday on; UTC. */
  readonly byHour: readonly number[];
  readonly byWeekday: readonly number[];
  /** Median of how long somebody stayed; of those who stayed to the end, as long as was looked at. */
  readonly medianMs?: number;
  /** Others that share sessions with it, the nearest first. */
  readonly overlaps: readonly Overlap[];
}

export interface Overlap {
  readonly id: string;
  /** Sessions in both over sessions in either. */
  readonly jaccard: number;
  /** Of the sessions of this segment the share that are in the other. */
  readonly share: number;
}

export interface OfferTally {
  readonly id: string;
  /** Sessions in which it would be shown, within its dates and its cap; nobody is taken to have pressed or dismissed it. */
  readonly sessions: number;
  readonly visitors: number;
}

interface Met {
  readonly visits: ReadonlySet<Visit>;
  readonly stays: readonly Stay[];
}

export function tallySegments(segments: readonly Pick<Segment, 'id'>[], played: Played): SegmentTally[] {
  const met = new Map(segments.map(({ id }) => [id, meet(id, played)]));
  return segments.map(({ id }) => {
    const { visits, stays } = met.get(id)!;
    const entries = stays.map(({ from }) => from);
    const lengths = stays.map(({ from, to }) => to - from).toSorted((a, b) => a - b);
    return {
      id,
      sessions: visits.size,
      visitors: new Set(stays.map(({ visitor }) => visitor)).size,
      entries: entries.length,
      ...(entries.length > 0 && {
        firstAt: entries.reduce((a, b) => Math.min(a, b)),
        lastAt: entries.reduce((a, b) => Math.max(a, b)),
        medianMs: lengths[lengths.length >> 1]!,
      }),
      byHour: countBy(entries, 24, (at) => Math.floor((at % DAY_MS) / HOUR_MS)),
      byWeekday: countBy(entries, 7, (at) => new Date(at).getUTCDay()),
      overlaps: overlapsOf(id, met),
    };
  });
}

function meet(id: string, { stays, visits }: Played): Met {
  const own = stays.filter(({ segment }) => segment === id);
  const met = new Set<Visit>();
  for (const { visitor, from, to } of own)
    for (const visit of visits[visitor]!) if (visit.from < to && from < visit.to) met.add(visit);
  return { visits: met, stays: own };
}

function overlapsOf(id: string, met: ReadonlyMap<string, Met>): Overlap[] {
  const own = met.get(id)!.visits;
  if (own.size === 0) return [];
  return [...met]
    .filter(([other, { visits }]) => other !== id && visits.size > 0)
    .map(([other, { visits }]) => {
      const shared = [...own].filter((visit) => visits.has(visit)).length;
      return { id: other, jaccard: shared / (own.size + visits.size - shared), share: shared / own.size };
    })
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => b.jaccard - a.jaccard);
}

function countBy(values: readonly number[], length: number, of: (value: number) => number): number[] {
  const counts = Array.from({ length }, () => 0);
  for (const value of values) counts[of(value)]!++;
  return counts;
}

export function tallyOffers(offers: readonly Offer[], { stays, visits }: Played): OfferTally[] {
  const byVisitor = Map.groupBy(stays, ({ visitor }) => visitor);
  return offers.map(({ id, segments, cap = DEFAULT_CAP, from, to }) => {
    const windowMs = toMs(cap.within);
    const [startsAt, endsAt] = [from === undefined ? -Infinity : Date.parse(from), toEnd(to)];
    let sessions = 0;
    let visitors = 0;
    for (const [visitor, own] of byVisitor) {
      const raising = own.filter(({ segment }) => segments.includes(segment));
      const shownAt: number[] = [];
      for (const visit of visits[visitor]!) {
        const begins = raising.flatMap((stay) => {
          const at = Math.max(stay.from, visit.from, startsAt);
          return at < Math.min(stay.to, visit.to, endsAt) ? at : [];
        });
        if (begins.length === 0) continue;
        const at = Math.min(...begins);
        if (shownAt.filter((before) => before > at - windowMs).length < cap.times) shownAt.push(at);
      }
      sessions += shownAt.length;
      if (shownAt.length > 0) visitors++;
    }
    return { id, sessions, visitors };
  });
}

function toEnd(to: string | undefined): number {
  return to === undefined ? Infinity : Date.parse(to) + (to.length === 10 ? DAY_MS : 0);
}
