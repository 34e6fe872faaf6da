import type { Boundary } from '../sdk/boundary.ts';

/** So many events at once, and so many a second after that: more than any shopper does, and any page has to tell of one. */
const BURST = 256;
const PER_MS = 20 / 1_000;
/** So long without a drop, and a flood is over. */
const CALM_MS = 1_000;

/** Lets through what other scripts of the page say, until they say more than anybody can have done. */
export interface Bucket {
  /** Whether nothing more gets through now; then what was to be said is counted as dropped. */
  isFlooded(): boolean;
  /** Takes a token; false, and counted, where there is none. */
  take(): boolean;
}

/** `onCalm` hears once of each flood how much was dropped, when it is over. `now` is monotonic, in ms. */
export function createBucket(now: () => number, { guard, onEnd }: Boundary, onCalm: (dropped: number) => void): Bucket {
  let tokens = BURST;
  let filledAt = now();
  let dropped = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const wait = (before: number): unknown =>
    (timer = setTimeout(
      guard(() => {
        if (dropped > before) return wait(dropped);
        dropped = 0;
        return onCalm(before);
      }),
      CALM_MS,
    ));
  onEnd(() => clearTimeout(timer));

  const isFlooded = (): boolean => {
    const at = now();
    tokens = Math.min(BURST, tokens + (at - filledAt) * PER_MS);
    filledAt = at;
    const isEmpty = tokens < 1;
    if (isEmpty && dropped++ === 0) wait(0);
    return isEmpty;
  };
  return { isFlooded, take: () => !isFlooded() && tokens-- > 0 };
}
