import type { LoggedEvent } from '../../contract/living.ts';
import { MAX_WINDOW_MS } from '../../contract/segments.ts';
import type { Feed, Hits, Verdict } from './feed.ts';
import type { ValuesOf } from './match.ts';
import { keysOfItems } from './series.ts';

/** The first event of a chain, and which of all events it is. */
interface Start {
  readonly event: LoggedEvent;
  readonly number: number;
}

interface Chain extends Start {
  /** Until when it counts. */
  readonly until: number;
}

export interface SequenceFeed extends Feed {
  ask(t: number): Verdict;
}

/**
 * Events of several steps after one another. Of all chains that have come as far as a step only the one that began last is
 * kept: whatever comes after it, it outdoes the others in `span`, and is forgotten after them. With `same` there is one such row
 * of beginnings for every item or value.
 */
export function createSequence(
  steps: readonly number[],
  spanMs: number,
  withinMs: number,
  same: string | undefined,
  valuesOf: ValuesOf,
): SequenceFeed {
  const last = steps.length - 1;
  /** By item or value: of each step but the last, the latest beginning of a chain that has come so far. */
  const begun = new Map<string, (Start | undefined)[]>();
  let done: Chain[] = [];
  let number = 0;

  const keysOf = (step: number, hits: Hits): readonly string[] => {
    const items = hits(steps[step]!);
    if (!items) return [];
    return same === undefined ? [''] : keysOfItems(items, same, valuesOf);
  };
  const finish = ({ event, number: of }: Start, at: number): void => {
    if (at - event.at > spanMs) return;
    const until = Math.min(at + withinMs, event.at + MAX_WINDOW_MS);
    done = done.filter((one) => one.until > at && (one.until > until || one.number > of));
    done.push({ event, number: of, until });
  };
  return {
    add(event, hits) {
      number++;
      // the last step first: no event is two steps of one chain
      for (let step = last; step > 0; step--) {
        for (const key of keysOf(step, hits)) {
          const starts = begun.get(key);
          const start = starts?.[step - 1];
          if (!starts || !start) continue;
          if (step === last) finish(start, event.at);
          else starts[step] = start;
        }
      }
      for (const key of keysOf(0, hits)) {
        const starts = begun.get(key) ?? [];
        starts[0] = { event, number };
        begun.set(key, starts);
      }
    },
    drop(event, hits) {
      for (const key of keysOf(0, hits)) {
        const starts = begun.get(key);
        // no beginning is later than the one of the first step
        if (starts?.[0]?.event === event) begun.delete(key);
        else starts?.forEach((start, step) => start?.event === event && (starts[step] = undefined));
      }
      const left = done.filter((chain) => chain.event !== event);
      const isShorter = left.length < done.length;
      done = left;
      return isShorter;
    },
    ask(t) {
      const until = done.reduce((latest, chain) => Math.max(latest, chain.until), -Infinity);
      return until > t ? { isTrue: true, until } : { isTrue: false, until: Infinity };
    },
  };
}
