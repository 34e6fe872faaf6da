import { closeSync, openSync, writeSync } from 'node:fs';

const FLUSH_CHARACTERS = 1 << 20;

/** One step, for anyone who wants to compute the figures again. */
export interface Prediction {
  /** As the log names it. */
  readonly session: string;
  /** Which event of the session was foretold, counted from 0 over all its rows in time order. */
  readonly step: number;
  readonly target: string;
  /** The best k, best first. */
  readonly ranked: readonly string[];
}

export interface PredictionWriter {
  write(prediction: Prediction): void;
  close(): void;
}

/** NDJSON: one prediction a line, as they come. */
export function openPredictions(file: string): PredictionWriter {
  const descriptor = openSync(file, 'w');
  let pending = '';
  const flush = (): void => {
    writeSync(descriptor, pending);
    pending = '';
  };
  return {
    write({ session, step, target, ranked }) {
      pending += `${JSON.stringify({ session, step, target, ranked })}\n`;
      if (pending.length > FLUSH_CHARACTERS) flush();
    },
    close() {
      flush();
      closeSync(descriptor);
    },
  };
}
