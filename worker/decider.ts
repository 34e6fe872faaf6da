import type { Clock } from '../contract/ids.ts';
import type { Decision, SlotRequest } from '../contract/protocol.ts';
import type { OpenBundle } from './bundle/open-bundle.ts';
import type { Annex, LoadLearned } from './lazy-rooms.ts';
import type { RawProfile } from './profile/profile.ts';
import { createPlainKernel } from './ranking/kernel/plain-kernel.ts';
import { rankSlot, type SlotParts } from './ranking/rank-slot.ts';
import type { DecideContext, Ranker } from './ranking/rank.ts';
import { createScorer } from './ranking/scorer.ts';

/** Everything a bundle answers. */
export interface Decider {
  readonly open: OpenBundle;
  /** With the annex everything; without it rank slots alone, and fill slots stay empty. */
  decide(profile: RawProfile, slots: readonly SlotRequest[], context: DecideContext, annex?: Annex): Decision[];
  /** The ranker that also fills slots and explains. */
  wholeRanker(annex: Pick<Annex, 'createRanker'>): Ranker;
  /** Brings the learned ranker that the bundle may carry, once. Later decisions are made with it, if it loads. */
  learn(): void;
}

/** Decides with the bundle's mixture, and from the moment its learned ranker is loaded with that. */
export function createDecider(open: OpenBundle, clock: Clock, loadLearned: LoadLearned, baseUrl: string): Decider {
  const { bundle } = open;
  let { learned: spec } = bundle.manifest.ranking;
  let parts: SlotParts = { bundle, scorer: createScorer(bundle, createPlainKernel(bundle.embeddings)) };
  let whole: Ranker | undefined;

  const decider: Decider = {
    open,
    decide: (profile, slots, context, annex) =>
      slots.map((request) => {
        const startedAt = clock.now();
        const ranked = annex
          ? decider.wholeRanker(annex).decide(profile, request, context)
          : request.mode === 'rank'
            ? rankSlot(parts, profile, request, context)
            : ({ slot: request.slot, items: [], source: 'server', reasons: [] } as const);
        return { ...ranked, arm: 'personalised', tookMs: Math.max(0, clock.now() - startedAt) };
      }),
    wholeRanker: (annex) => (whole ??= annex.createRanker(bundle, parts)),
    async learn() {
      if (!spec) return;
      const asked = spec;
      spec = null;
      try {
        const part = await open.part('learned');
        if (!part) return;
        const learned = await (await loadLearned(baseUrl)).open(part, asked, baseUrl);
        parts = { ...parts, learned };
        whole = undefined;
      } catch {
        // the mixture stays for the whole page
      }
    },
  };
  return decider;
}
