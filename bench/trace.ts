interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string; readonly fileName?: string; readonly data?: { readonly url?: string } };
}

/**
 * How long scripts for which `isOurs` holds have kept any page's main thread in a Chromium trace, ms. A call inside a call
 * counts once.
 *
 * @default isKind every kind of event
 */
export function scriptTimeOf(
  trace: string,
  isOurs: (url: string) => boolean,
  isKind: (name: string) => boolean = () => true,
): number {
  const ours = onMainThreads(trace).filter(({ name, args }) => isKind(name) && isOurs(urlOf(args)));
  return outermost(ours).reduce((sum, { dur = 0 }) => sum + dur, 0) / 1_000;
}

/**
 * The longest task, in ms, of any page's main thread in a Chromium trace in which a script for which `isOurs` holds has
 * run: the whole task where it was mostly that, else its part. 0 where it never ran.
 */
export function longestTaskOf(trace: string, isOurs: (url: string) => boolean): number {
  const complete = onMainThreads(trace);
  const ours = outermost(complete.filter(({ args }) => isOurs(urlOf(args))));
  const tasks = complete.filter(({ name }) => name === 'RunTask' || name === 'ThreadControllerImpl::RunTask');
  let longest = 0;
  for (const task of tasks) {
    const own = ours.filter((event) => isWithin(event, task)).reduce((sum, { dur = 0 }) => sum + dur, 0);
    if (own > 0) longest = Math.max(longest, own > (task.dur ?? 0) / 2 ? (task.dur ?? 0) : own);
  }
  return longest / 1_000;
}

/** What has a length, on the main thread of any page. */
function onMainThreads(trace: string): TraceEvent[] {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: readonly TraceEvent[] };
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}|${tid}`),
  );
  return traceEvents.filter(({ ph, pid, tid, dur }) => ph === 'X' && dur && mains.has(`${pid}|${tid}`));
}

/** Whose script it was; a callback names it at its function, a compilation at its file. */
function urlOf(args: TraceEvent['args']): string {
  return args?.data?.url ?? args?.fileName ?? '';
}

/** Without those that lie within another: a call inside a call counts once. */
function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  const ends = new Map<string, number>();
  return events
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
    .filter(({ pid, tid, ts, dur = 0 }) => {
      const isOuter = ts >= (ends.get(`${pid}|${tid}`) ?? -Infinity);
      if (isOuter) ends.set(`${pid}|${tid}`, ts + dur);
      return isOuter;
    });
}

function isWithin(inner: TraceEvent, outer: TraceEvent): boolean {
  return (
    inner.pid === outer.pid &&
    inner.tid === outer.tid &&
    inner.ts >= outer.ts &&
    inner.ts + (inner.dur ?? 0) <= outer.ts + (outer.dur ?? 0)
  );
}
