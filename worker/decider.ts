import type { Clock } from '../contract/ids.ts';
import type { Decision, SlotRequest } from '../contract/protocol.ts';
import type { OpenBundle } from './bundle/open-bundle.ts';
import type { Annex, LoadAnnex, LoadLearned, LoadNames } from './lazy-rooms.ts';
import type { RawProfile } from './profile/profile.ts';
import { createGatherKernel } from './ranking/kernel/gather-kernel.ts';
import { createResolver, type Resolver } from './intake/resolve.ts';
import { rankSlot } from './ranking/rank-slot.ts';
import type { DecideContext, Ranker } from './ranking/rank.ts';
import { createScorer } from './ranking/scorer.ts';

export interface DeciderParts {
  readonly clock: Clock;
  readonly loadAnnex: LoadAnnex;
  readonly loadLearned: LoadLearned;
  readonly loadNames: LoadNames;
}

/** Everything a bundle answers. */
export interface Decider {
  readonly open: OpenBundle;
  readonly ids: Resolver;
  /** With the annex everything; without it rank slots alone, and fill slots stay empty. */
  decide(profile: RawProfile, slots: readonly SlotRequest[], context: DecideContext, annex?: Annex): Decision[];
  /** The ranker that also fills slots and explains. */
  wholeRanker(annex: Pick<Annex, 'createRanker'>): Ranker;
  /** Brings the learned ranker that the bundle may carry, once; settled when there is one, or will be none on this page. */
  learn(): Promise<void>;
}

/** Decides with the bundle's mixture, and from the moment its learned ranker is loaded with that. */
export function createDecider(
  open: OpenBundle,
  { clock, loadAnnex, loadLearned, loadNames }: DeciderParts,
  baseUrl: string,
): Decider {
  const { bundle } = open;
  const ids = createResolver(bundle, async () => (await loadNames(baseUrl)).openNames(open));
  const scorer = createScorer(bundle, createGatherKernel(bundle.embeddings));
  let learning: Promise<void> | undefined;
  let whole: Ranker | undefined;

  const learn = (): Promise<void> =>
    loadAnnex(baseUrl)
      .then((annex) => annex.openLearnedRanker(open, loadLearned, baseUrl))
      .then(
        (ranker) => void (whole = ranker ?? whole),
        // the mixture stays for the whole page
        () => {},
      );

  const decider: Decider = {
    open,
    ids,
    decide(profile, slots, context, annex) {
      if (annex) decider.wholeRanker(annex);
      const known = { ...context, rowOf: ids.rowOf };
      return slots.map((request) => {
        const startedAt = clock.now();
        const ranked = whole
          ? whole.decide(profile, request, known)
          : // a fill slot has no items of its own, and gets none
            rankSlot(
              bundle,
              scorer,
              profile,
              request.mode === 'rank' ? request : { mode: 'rank', slot: request.slot, items: [] },
              known,
            );
        return { ...ranked, arm: 'personalised', tookMs: Math.max(0, clock.now() - startedAt) };
      });
    },
    wholeRanker: (annex) => (whole ??= annex.createRanker(bundle)),
    learn: () => (learning ??= bundle.manifest.ranking.learned ? learn() : Promise.resolve()),
  };
  return decider;
}
