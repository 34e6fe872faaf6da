/** Three bins a decade, from 10^-5 on: shares of a whole catalogue are small, and even bins would hold all in the first. */
const BINS_A_DECADE = 3;
const DECADES = 5;

/** Predicted against observed chances of listed items (Guo et al. 2017). */
export interface Reliability {
  /** Expected calibration error: mean distance of predicted and observed share over all listed items, bin by bin. */
  readonly ece: number;
  readonly bins: readonly {
    /** Listed items whose chance fell into the bin. */
    readonly items: number;
    /** Their mean predicted chance, and the share of them that came true. */
    readonly predicted: number;
    readonly observed: number;
  }[];
}

export interface ReliabilityCollector {
  add(predicted: number, hasComeTrue: boolean): void;
  finish(): Reliability;
}

export function createReliability(): ReliabilityCollector {
  const bins = Array.from({ length: BINS_A_DECADE * DECADES }, () => ({ items: 0, predicted: 0, observed: 0 }));
  return {
    add(predicted, hasComeTrue) {
      const place = Math.floor((Math.log10(Math.max(predicted, 1e-9)) + DECADES) * BINS_A_DECADE);
      const bin = bins[Math.min(Math.max(place, 0), bins.length - 1)]!;
      bin.items++;
      bin.predicted += predicted;
      if (hasComeTrue) bin.observed++;
    },
    finish() {
      const filled = bins.filter(({ items }) => items > 0);
      const total = filled.reduce((sum, { items }) => sum + items, 0);
      const off = filled.reduce((sum, { predicted, observed }) => sum + Math.abs(predicted - observed), 0);
      return {
        ece: total > 0 ? off / total : 0,
        bins: filled.map(({ items, predicted, observed }) => ({
          items,
          predicted: predicted / items,
          observed: observed / items,
        })),
      };
    },
  };
}
