import type { Clock, ItemId } from '../contract/ids.ts';
import { decodeDisplay, type DisplayPart } from '../contract/parts.ts';
import type { Decision, DisplayEntry, SlotRequest } from '../contract/protocol.ts';
import { DEFAULT_PRICE_AGE_HOURS } from '../contract/site.ts';
import type { OpenBundle } from './bundle/open-bundle.ts';
import type { RawProfile } from './profile/profile.ts';
import type { AisleLearned } from './ranking/learned/learned-ranker.ts';
import { createRanker, type RankContext, type Ranker } from './ranking/rank.ts';

const HOUR_MS = 3_600_000;

/** Brings `aisle-learned.js` from the folder `baseUrl`; rejects where it cannot be had. */
export type LoadLearned = (baseUrl: string) => Promise<AisleLearned>;

/** Everything a bundle answers. */
export interface Decider {
  readonly open: OpenBundle;
  decide(profile: RawProfile, slots: readonly SlotRequest[], context: RankContext): Decision[];
  /** What is needed to show `items`: empty where the bundle has no display part or it cannot be had. */
  display(items: readonly ItemId[]): Promise<DisplayEntry[]>;
  explain: Ranker['explain'];
}

/**
 * Decides with the bundle's mixture, and from the moment its learned ranker is loaded with that. A learned ranker that does
 * not load leaves the mixture in place for the whole page.
 */
export function createDecider(open: OpenBundle, clock: Clock, loadLearned: LoadLearned, baseUrl: string): Decider {
  const { bundle } = open;
  const { learned: spec } = bundle.manifest.ranking;
  let ranker = createRanker(bundle);
  let shown: Promise<DisplayPart | undefined> | undefined;

  const learn = async (): Promise<void> => {
    const part = spec && (await open.part('learned'));
    if (!part) return;
    const room = await loadLearned(baseUrl);
    ranker = createRanker(bundle, { learned: await room.open(part, spec, baseUrl) });
  };
  learn().catch(() => {});

  const readDisplay = async (): Promise<DisplayPart | undefined> => {
    const part = await open.part('display');
    const display = part && decodeDisplay(part, bundle.manifest);
    // the next slot asks again
    if (!display) shown = undefined;
    return display;
  };

  return {
    open,
    decide: (profile, slots, context) =>
      slots.map((slot) => {
        const startedAt = clock.now();
        const ranked = ranker.decide(profile, slot, context);
        return { ...ranked, arm: 'personalised', tookMs: Math.max(0, clock.now() - startedAt) };
      }),
    async display(items) {
      shown ??= readDisplay();
      const display = await shown;
      if (!display) return [];
      const { pricesAt, site } = bundle.manifest;
      const ageMs = clock.now() - Date.parse(pricesAt);
      const isOld = ageMs > (site.maxPriceAgeHours ?? DEFAULT_PRICE_AGE_HOURS) * HOUR_MS;
      return items.flatMap((id) => {
        const row = bundle.rows.get(id);
        return row === undefined ? [] : [toEntry(id, row, display, isOld)];
      });
    },
    explain: (profile, item, context) => ranker.explain(profile, item, context),
  };
}

function toEntry(id: ItemId, row: number, { titles, urls, images, prices }: DisplayPart, isOld: boolean): DisplayEntry {
  const price = prices[row]!;
  const entry = { id, title: titles[row]!, url: urls[row]!, image: images[row]! };
  return isOld || !Number.isFinite(price) ? entry : { ...entry, price };
}
