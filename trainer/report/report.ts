import type { BuiltBundle } from '../bundle-writer.ts';
import { NO_CLUSTERS, type ClusterReport } from '../clusters/cluster-report.ts';
import type { AttributeColumn, Catalogue } from '../catalogue.ts';
import { LOG_EVENT_TYPES, type Log } from '../log.ts';
import type { Finding, Model } from '../models/model.ts';
import type { BadRows } from '../readers/bad-rows.ts';
import { toReadableTitle } from '../titles.ts';

const MAX_BUCKETS = 60;
const DAY_MS = 86_400_000;
const LONGEST_LENGTH = 50;
const CURVE_POINTS = 200;
const TOP_VALUES = 12;
const TOP_ITEMS = 10;
const BAD_ROWS_SHOWN = 100;

/** What one training run saw, found and wrote: `report.json`, and the source of `report.html`. */
export interface Report {
  readonly format: 'aisle-report';
  readonly version: 1;
  readonly bundle: {
    readonly hash: string;
    readonly version: number;
    readonly trainedThrough: string;
    readonly items: number;
    readonly dims: number;
    /** Uncompressed bytes of what a visit with rank slots loads. */
    readonly visitBytes: number;
    readonly parts: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
  };
  readonly log: LogReport;
  readonly attributes: readonly AttributeReport[];
  readonly words: number;
  readonly sensitive: BuiltBundle['sensitive'];
  readonly aliases: BuiltBundle['aliases'];
  readonly bestSellers: readonly { readonly id: string; readonly title: string; readonly share: number }[];
  readonly clusters: ClusterReport;
  readonly findings: readonly Finding[];
  readonly bad: BadRows;
  readonly run: {
    readonly events: readonly string[];
    readonly items: readonly string[];
    readonly seed: number;
    readonly seconds: number;
    /** Of all threads: what the seconds would be on an idle machine with one core, about. */
    readonly cpuSeconds: number;
    readonly peakRssMb: number;
  };
}

export interface LogReport {
  readonly events: number;
  readonly sessions: number;
  readonly items: number;
  readonly users: number;
  readonly clock: Log['clock'];
  /** ISO 8601; null where the log has no real time. */
  readonly from: string | null;
  readonly to: string | null;
  /** Rows of types that say nothing about one item. */
  readonly ignored: number;
  readonly byType: readonly { readonly type: string; readonly count: number }[];
  /** Sessions by the time of their last event; a bucket is a whole number of days. Empty without real time. */
  readonly overTime: readonly { readonly from: string; readonly sessions: number }[];
  /** Sessions by their number of events; the last entry holds all longer ones. */
  readonly lengths: readonly { readonly length: number; readonly sessions: number }[];
  /** Share of all events that the most frequent `share of items` receive, from 0,0 to 1,1. */
  readonly concentration: readonly { readonly items: number; readonly events: number }[];
  readonly regions: readonly { readonly region: string; readonly count: number }[];
}

export interface AttributeReport {
  readonly name: string;
  readonly type: AttributeColumn['type'];
  /** Share of the items whose value is known. */
  readonly coverage: number;
  readonly values: number;
  /** Share of the content score. */
  readonly weight: number;
  readonly top: readonly { readonly value: string; readonly items: number }[];
}

export interface ReportSource {
  readonly log: Log;
  readonly catalogue: Catalogue;
  readonly model: Model;
  readonly bundle: BuiltBundle;
  readonly bad: BadRows;
  readonly ignored: number;
  readonly files: { readonly events: readonly string[]; readonly items: readonly string[] };
  readonly seed: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakRssMb: number;
}

export function toReport(source: ReportSource): Report {
  const { log, catalogue, model, bundle, bad, files, seed, seconds, cpuSeconds, peakRssMb } = source;
  const { manifest } = bundle;
  return {
    format: 'aisle-report',
    version: 1,
    bundle: {
      hash: bundle.hash,
      version: manifest.version,
      trainedThrough: manifest.trainedThrough,
      items: manifest.items,
      dims: manifest.dims,
      visitBytes: bundle.visitBytes,
      parts: manifest.parts.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    },
    log: describeLog(log, source.ignored),
    attributes: catalogue.attributes.map((column, index) =>
      describeAttribute(column, catalogue.ids.length, model.attributeWeights[index] ?? 0),
    ),
    words: catalogue.words.length,
    sensitive: bundle.sensitive,
    aliases: bundle.aliases,
    bestSellers: bestSellers(catalogue, model),
    clusters: model.clusterReport ?? NO_CLUSTERS,
    findings: model.findings,
    bad: { ...bad, examples: bad.examples.slice(0, BAD_ROWS_SHOWN) },
    run: { ...files, seed, seconds: round(seconds), cpuSeconds: round(cpuSeconds), peakRssMb },
  };
}

function describeLog(log: Log, ignored: number): LogReport {
  const isTime = log.clock === 'time';
  const [first, last] = log.at.reduce(
    ([low, high], at) => [Math.min(low, at), Math.max(high, at)],
    [Infinity, -Infinity],
  );
  return {
    events: log.item.length,
    sessions: log.sessionIds.length,
    items: log.itemIds.length,
    users: log.userIds.length,
    clock: log.clock,
    from: isTime ? new Date(first).toISOString() : null,
    to: isTime ? new Date(last).toISOString() : null,
    ignored,
    byType: countsOf(log.type, LOG_EVENT_TYPES).map(([type, count]) => ({ type, count })),
    overTime: isTime ? sessionsOverTime(log, first, last) : [],
    lengths: sessionLengths(log),
    concentration: concentrationOf(log),
    regions: countsOf(log.region, log.regions)
      .filter(([region]) => region !== '')
      .slice(0, TOP_VALUES)
      .map(([region, count]) => ({ region, count })),
  };
}

/** How often each name occurs, most frequent first. */
function countsOf(codes: ArrayLike<number>, names: readonly string[]): [name: string, count: number][] {
  const counts = new Uint32Array(names.length);
  for (let event = 0; event < codes.length; event++) counts[codes[event]!]!++;
  return names
    .map((name, code): [string, number] => [name, counts[code]!])
    .filter(([, count]) => count > 0)
    .toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
}

function sessionsOverTime(log: Log, first: number, last: number): LogReport['overTime'] {
  const end = (Math.floor(last / DAY_MS) + 1) * DAY_MS;
  const width = Math.max(1, Math.ceil((end - first) / DAY_MS / MAX_BUCKETS)) * DAY_MS;
  const buckets = Math.ceil((end - first) / width);
  // whole buckets from the end: a short last one would look like a decline
  const start = end - buckets * width;
  const counts = Array.from({ length: buckets }, () => 0);
  for (let session = 0; session < log.sessionIds.length; session++) {
    counts[Math.floor((log.at[log.offsets[session + 1]! - 1]! - start) / width)]!++;
  }
  return counts.map((sessions, bucket) => ({ from: new Date(start + bucket * width).toISOString(), sessions }));
}

function sessionLengths({ offsets, sessionIds }: Log): LogReport['lengths'] {
  const counts = Array.from({ length: LONGEST_LENGTH }, () => 0);
  for (let session = 0; session < sessionIds.length; session++) {
    counts[Math.min(offsets[session + 1]! - offsets[session]!, LONGEST_LENGTH) - 1]!++;
  }
  return counts.map((sessions, index) => ({ length: index + 1, sessions }));
}

function concentrationOf({ item, itemIds }: Log): LogReport['concentration'] {
  const found = new Uint32Array(itemIds.length);
  for (const each of item) found[each]!++;
  const counts = found.toSorted().toReversed();
  const step = Math.max(1, Math.floor(counts.length / CURVE_POINTS));
  const points = [{ items: 0, events: 0 }];
  let sum = 0;
  counts.forEach((count, rank) => {
    sum += count;
    if ((rank + 1) % step === 0 || rank + 1 === counts.length) {
      points.push({ items: (rank + 1) / counts.length, events: sum / item.length });
    }
  });
  return points;
}

function describeAttribute(
  { name, type, values, codes }: AttributeColumn,
  items: number,
  weight: number,
): AttributeReport {
  const counts = new Uint32Array(values.length);
  let known = 0;
  for (let row = 0; row < items; row++) {
    const list = codes.data.subarray(codes.offsets[row], codes.offsets[row + 1]);
    if (list.length > 0) known++;
    for (const code of list) counts[code]!++;
  }
  const top = values.map((value, code) => ({ value, items: counts[code]! }));
  // a band's values have an order of their own
  const sorted = type === 'band' ? top : top.toSorted((a, b) => b.items - a.items || (a.value < b.value ? -1 : 1));
  return { name, type, coverage: known / items, values: values.length, weight, top: sorted.slice(0, TOP_VALUES) };
}

function bestSellers({ ids, titles }: Catalogue, { popularity }: Model): Report['bestSellers'] {
  return ids
    .map((id, row) => ({ id, title: toReadableTitle(titles[row]!) || id, share: popularity.share[row]! }))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, TOP_ITEMS);
}

/** To a tenth. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
