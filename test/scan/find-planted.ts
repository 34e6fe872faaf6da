import { readingsOf } from './readings.ts';

/** A text that must not be found, by any of its parts that say the same. */
export interface Planted {
  readonly name: string;
  /** As a shopper or a shop would write it. */
  readonly text: string;
  /** Lower case, at least eight characters: what gives it away. Digits are also looked for between spaces and dashes. */
  readonly traces: readonly string[];
}

/** What was found, and where: nothing, when all is well. */
export interface Finding {
  readonly planted: string;
  readonly where: string;
  /** The trace with what stands around it. */
  readonly context: string;
}

/** Looks for all of `planted` in all readings of `bytes`; one finding for each at most. */
export function findPlanted(bytes: Uint8Array, where: string, planted: readonly Planted[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const reading of readingsOf(bytes)) {
    let digits: string | undefined;
    for (const { name, traces } of planted) {
      if (findings.has(name)) continue;
      for (const trace of traces) {
        const isNumber = /^\d+$/.test(trace);
        if (isNumber) digits ??= reading.replaceAll(/[\s.()/-]+/g, '');
        const text = isNumber ? digits! : reading;
        const at = text.indexOf(trace);
        if (at < 0) continue;
        const context = text.slice(Math.max(0, at - 20), at + trace.length + 20).replaceAll(/[^\x20-\x7e]/g, '.');
        findings.set(name, { planted: name, where, context });
        break;
      }
    }
  }
  return [...findings.values()];
}
