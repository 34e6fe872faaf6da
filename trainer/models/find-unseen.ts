import { describe, HISTORY, type ListSearch } from './find-lists.ts';
import { createListTask, validateLists, type ListTask } from './list-validation.ts';
import { buildLists, type ListParameters } from './lists.ts';
import type { Finding } from './model.ts';
import { indexPairs } from './pairs.ts';
import { longestRow, pruneLists } from './prune-lists.ts';
import { createRandom, sample } from './random.ts';
import { withoutItems, type Sequences } from './sequences.ts';
import type { SparseRows } from './sparse.ts';
import { stepsOf } from './steps.ts';
import { transitionRates } from './transition-rates.ts';

/** Share of the seen items that are taken for new, one time. */
const HIDDEN = 0.1;
/** What known items may lose of their hit rate to new ones where so many are new: a choice, not a finding. With few new items they lose little. */
const MAX_LOSS = 0.3;
const WEIGHTS = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 7];
const POWERS = [1, 0.7, 0.5];
/** Hidden targets are one in ten steps or so: as many more are looked at. */
const MORE_STEPS = 10;

export interface UnseenData {
  /** The sessions before the tail. */
  readonly base: Sequences;
  /** The whole log, and its first session of the tail. */
  readonly sequences: Sequences;
  readonly cut: number;
  readonly end: number;
  readonly similarity: SparseRows | undefined;
  readonly search: ListSearch;
  readonly repeat: number[];
  /** Neighbours an item. */
  readonly length: number;
  /** Steps with a known target to judge by. */
  readonly steps: number;
  readonly seed: number;
}

/**
 * Finds how much room the lists have for items that no session holds. Nobody can know it of those, so a tenth of the others is
 * hidden from the older sessions, propagated as if new, and foretold on the tail. A step to a hidden item counts as much as one to
 * a known item, however rare it is (balanced accuracy; Brodersen et al. 2010), as long as the known ones lose no more than a fifth
 * of their hit rate. A new item is to be found, not to come first, so the rank does not count. A catalogue with fewer new items loses less in proportion. Without attributes nothing changes.
 */
export function findUnseen(data: UnseenData): ListSearch {
  const { base, sequences, cut, end, similarity, search, repeat, length, seed } = data;
  if (!similarity) return search;
  const random = createRandom(seed);
  const { support } = indexPairs(base);
  const isHidden = hide(support, random);
  const pairs = indexPairs(withoutItems(base, isHidden));
  const rates = transitionRates(pairs, search.lists);
  const taskOf = (limit: number, isWanted: Uint32Array): ListTask => ({
    ...createListTask(sequences, stepsOf(sequences, cut, end, limit, random), isWanted, repeat, HISTORY),
    support: pairs.support,
  });
  const known = taskOf(data.steps, pairs.support);
  const hidden = taskOf(data.steps * MORE_STEPS, Uint32Array.from(isHidden));
  if (known.target.length === 0 || hidden.target.length === 0) return search;
  const judge = (lent: Partial<ListParameters>): Record<'known' | 'hidden', number> => {
    const long = buildLists(pairs, similarity, { ...search.lists, ...lent }, longestRow(length), { rates });
    const lists = pruneLists(long, pairs.support, length);
    const rateOf = (task: ListTask): number => validateLists(lists, task, search.sum).hr;
    return { known: rateOf(known), hidden: rateOf(hidden) };
  };
  const before = judge({});
  let [lent, best] = [{ unseen: 0, unseenPower: 1 }, before];
  for (const unseenPower of POWERS) {
    for (const unseen of WEIGHTS) {
      const quality = judge({ unseen, unseenPower });
      if (quality.known < (1 - MAX_LOSS) * before.known) break;
      if (quality.known + quality.hidden > best.known + best.hidden) [lent, best] = [{ unseen, unseenPower }, quality];
    }
  }
  return {
    ...search,
    lists: { ...search.lists, ...lent },
    findings: [...search.findings, findingOf(lent, before, best)],
  };
}

/** A flag an item: a tenth of those that sessions hold. */
function hide(support: Uint32Array, random: () => number): Uint8Array {
  const seen = Array.from(support.keys()).filter((item) => support[item]! > 0);
  const isHidden = new Uint8Array(support.length);
  for (const place of sample(seen.length, Math.round(HIDDEN * seen.length), random)) isHidden[seen[place]!] = 1;
  return isHidden;
}

function findingOf(lent: object, before: Record<'known' | 'hidden', number>, after: typeof before): Finding {
  const loss = before.known > 0 ? 1 - after.known / before.known : 0;
  return {
    what: 'items that no session holds',
    chosen: `${describe(lent)} in the lists of others, which costs known items ${(100 * loss).toFixed(1)} % where a tenth is new`,
    metric: 'HR@20 of a tenth of the items, hidden from training, by lists alone',
    before: before.hidden,
    after: after.hidden,
  };
}
