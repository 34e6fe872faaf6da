/** Share done, 0..1, and what is being done. */
export type ReportDone = (done: number, what: string) => void;

export interface TrainingProgress<S extends string> {
  /** Says how far a stage has come, 0..1; the stages before it are then done. */
  (stage: S, done?: number, what?: string): void;
}

/**
 * Puts stages that take `shares` of the time, in their order, into one share that never falls. A stage that is left out is
 * passed over when the next one begins.
 */
export function createTrainingProgress<S extends string>(
  shares: Readonly<Record<S, number>>,
  report: ReportDone | undefined,
): TrainingProgress<S> {
  const names = Object.keys(shares) as S[];
  const total = names.reduce((sum, name) => sum + shares[name], 0);
  let furthest = 0;
  return (stage, done = 0, what = stage) => {
    const before = names.slice(0, names.indexOf(stage)).reduce((sum, name) => sum + shares[name], 0);
    furthest = Math.max(furthest, (before + shares[stage] * Math.min(Math.max(done, 0), 1)) / total);
    report?.(furthest, what);
  };
}
