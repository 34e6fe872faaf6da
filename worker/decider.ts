import type { AisleEvent } from '../contract/events.ts';
import type { Clock } from '../contract/ids.ts';
import type { Decision, SlotRequest } from '../contract/protocol.ts';
import type { OpenBundle } from './bundle/open-bundle.ts';
import type { Annex, LoadAnnex, LoadNames } from './lazy-rooms.ts';
import type { RawProfile } from './profile/profile.ts';
import { createGatherKernel } from './ranking/kernel/gather-kernel.ts';
import { createResolver, type Resolver } from './intake/resolve.ts';
import { rankSlot, type RankRequest } from './ranking/rank-slot.ts';
import type { DecideContext, Ranker } from './ranking/rank.ts';
import type { CreateRefiner, Refiner } from './ranking/refine/refine.ts';
import { createScorer } from './ranking/scorer.ts';

export interface DeciderParts {
  readonly clock: Clock;
  readonly loadAnnex: LoadAnnex;
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
  /** Settled when what refines the mixture is there, or will not be on this page. */
  readonly refined: Promise<void>;
  /** What changes in the profile because of what the visitor made of earlier decisions. */
  learn(profile: RawProfile, events: readonly AisleEvent[]): Partial<RawProfile> | undefined;
}

/** Decides with the bundle's mixture, and from the moment that what refines it is there with that. */
export function createDecider(
  open: OpenBundle,
  { clock, loadNames }: DeciderParts,
  baseUrl: string,
  refining: Promise<CreateRefiner | undefined>,
): Decider {
  const { bundle } = open;
  const ids = createResolver(bundle, async () => (await loadNames(baseUrl)).openNames(open));
  const scorer = createScorer(bundle, createGatherKernel(bundle.embeddings));
  let refiner: Refiner | undefined;
  let whole: Ranker | undefined;

  const decider: Decider = {
    open,
    ids,
    decide(profile, slots, context, annex) {
      const ranker = annex && decider.wholeRanker(annex);
      const known = { ...context, rowOf: ids.rowOf };
      return slots.map((request) => {
        const startedAt = clock.now();
        const ranked = ranker
          ? ranker.decide(profile, request, known)
          : // a fill slot has no items of its own, and gets none
            rankSlot(scorer, profile, { items: [], ...request } as RankRequest, known, refiner);
        refiner?.shown(request, ranked, known);
        return { ...ranked, arm: 'personalised', tookMs: Math.max(0, clock.now() - startedAt) };
      });
    },
    wholeRanker: (annex) => (whole ??= annex.createRanker(bundle, { refiner })),
    refined: refining.then((create) => {
      refiner = create?.(bundle);
      // it was made without
      whole = undefined;
    }),
    learn: (profile, events) => refiner?.learn(profile, events),
  };
  return decider;
}
