import type { Reason, SlotRequest } from '../../contract/protocol.ts';
import type { ItemId } from '../../contract/ids.ts';
import type { Bundle } from '../bundle/decode.ts';
import { lookOf } from '../profile/fold.ts';
import type { RowOf } from '../intake/resolve.ts';
import type { RawProfile } from '../profile/raw-profile.ts';
import { addEvidence } from './evidence.ts';
import { explainRow } from './explain.ts';
import { fallbackSource } from './fallbacks.ts';
import type { Kernel, Top } from './kernel/kernel.ts';
import { createPlainKernel } from './kernel/plain-kernel.ts';
import { createTopK, selectTop } from './kernel/top-k.ts';
import { mixAlone, type Method } from './methods.ts';
import { lookAt } from './query.ts';
import type { RankedList, Refiner } from './refine/refine.ts';
import { rankSlot, type Ranked, type RankRequest } from './rank-slot.ts';
import { createScorer, type RankContext } from './scorer.ts';

/** Items of a rank slot whose terms come with the decision; `explain` tells those of any other. */
const MAX_EXPLAINED = 50;

/** So many times more than a fill slot shows are arranged, of which some may be left out. */
const POOL = 4;

export type { RankContext } from './scorer.ts';
type FillRequest = Extract<SlotRequest, { mode: 'fill' }>;

export interface RankerOptions {
  /** @default the plain kernel over the bundle's embeddings */
  readonly kernel?: Kernel | undefined;
  /** What the bundle adds to the mixture. */
  readonly refiner?: Refiner | undefined;
}

export interface DecideContext extends RankContext {
  /** @default true */
  readonly reasons?: boolean;
}

export interface ExplainContext extends RankContext {
  /** Where the item stands: what was decided for that slot belongs to the answer. */
  readonly slot?: string | undefined;
}

export interface TopOptions extends RankContext {
  readonly k: number;
  /** Rows that may not appear. */
  readonly exclude?: readonly number[] | undefined;
  /** The only rows that may appear; default: the whole catalogue. */
  readonly candidates?: Uint32Array | undefined;
  /** One part of the score alone. @default 'refined' where there is a refiner, else 'hybrid' */
  readonly method?: Method | undefined;
}

/** Prepared once per bundle; keeps buffers, so that a decision allocates nothing in the size of the catalogue. */
export interface Ranker {
  /**
   * The order of a slot. `rank`: as `rankSlot`, with reasons. `fill`: the best of the catalogue, without the
   * product on the page, what is in the cart, and unwanted or excluded items.
   */
  decide(profile: RawProfile, request: SlotRequest, context: DecideContext): Ranked;
  /** The best `k` rows, best first, ties by the lower row (by the earlier candidate); views that the next call overwrites. */
  top(profile: RawProfile, options: TopOptions): Top;
  /** Scores behind `top`: per candidate, or per row; NaN where excluded, 0 where nothing speaks for it. A view, as above. */
  scores(profile: RawProfile, options: TopOptions): Float32Array;
  /** Why an item would stand where it does; null for an item the bundle does not know. */
  explain(profile: RawProfile, item: ItemId, context: ExplainContext): Reason | null;
}

export function createRanker(bundle: Bundle, options: RankerOptions = {}): Ranker {
  const { refiner, kernel = createPlainKernel(bundle.embeddings) } = options;
  const scorer = createScorer(bundle, kernel);
  const heap = createTopK();
  const items = bundle.ids.length;
  const rowOfIn = ({ rowOf = ([id]) => bundle.rows.get(id!) }: RankContext): RowOf => rowOf;
  const shipped: Method = refiner ? 'refined' : 'hybrid';

  /** Opens a profile, with `row` as the newest item where given. Returns whether it knows anything. */
  const open = (profile: RawProfile, context: RankContext, method: Method, row?: number): boolean => {
    const known = scorer.open(
      profile,
      context,
      (query) => row !== undefined && lookAt(query, row, bundle.manifest.ranking.history),
    );
    scorer.mix = mixAlone(method) ?? scorer.mix;
    if (method === 'refined') refiner?.open(profile, context, scorer);
    return known;
  };

  /** Scores of the profile that the scorer has open. */
  const scoreOpen = (
    method: Method,
    rows: Uint32Array | undefined,
    count: number,
    exclude: Iterable<number> = [],
  ): Float32Array => {
    const scores = scorer.score(rows, count);
    for (const row of exclude) {
      if (!rows) scores[row] = NaN;
      else for (let at = 0; at < count; at++) if (rows[at] === row) scores[at] = NaN;
    }
    if (method === 'refined') refiner?.rescore(scores, rows, count);
    return scores;
  };

  /** Of the profile that the scorer has open. */
  const explainOpen = (
    profile: RawProfile,
    { now }: RankContext,
    row: number,
    score: number,
    slot: string | undefined,
    refined: Refiner | undefined,
  ): Reason =>
    addEvidence(explainRow(bundle, scorer, row, score, refined, refiner?.noteOf?.(row, slot)), bundle, profile, now);

  const rank = (profile: RawProfile, request: RankRequest, context: DecideContext): Ranked => {
    const scoreOf = new Map<number, number>();
    const ranked = rankSlot(
      scorer,
      profile,
      request,
      { ...context, rowOf: rowOfIn(context) },
      refiner,
      (rows, scores) => rows.forEach((row, at) => scoreOf.set(row, scores[at]!)),
    );
    if (ranked.source === 'server' || context.reasons === false) return ranked;
    const { items, also = [] } = request;
    const rowOf = rowOfIn(context);
    const rows = new Map(items.map((id, place) => [id, rowOf([id, ...(also[place] ?? [])])]));
    const reasons = ranked.items.map((item, place) => {
      const row = rows.get(item);
      const score = row === undefined ? undefined : scoreOf.get(row);
      if (row === undefined || score === undefined) return { item, score: 0, terms: [] };
      if (place >= MAX_EXPLAINED) return { item, score, terms: [] };
      return { ...explainOpen(profile, context, row, score, request.slot, refiner), item };
    });
    return { ...ranked, reasons };
  };

  const fillSlot = (profile: RawProfile, request: FillRequest, context: DecideContext): Ranked => {
    const rowOf = rowOfIn(context);
    const { item, also = [], exclude = [] } = request;
    // first: the product is also excluded, by its likeliest id alone
    const shown = item === undefined ? undefined : rowOf([item, ...also]);
    const personal = open(profile, context, shipped);
    const unwanted = new Set(scorer.query.unwanted);
    if (!personal && shown === undefined) open(profile, context, 'popular');
    // of nobody: what goes with the product, for a visitor who has looked at nothing else
    else if (!personal) open(lookOf([bundle.ids[shown!]!], bundle, context.now), context, shipped, shown);
    else if (shown !== undefined) open(profile, context, shipped, shown);
    for (const id of [...exclude, ...Object.keys(profile.cart)]) {
      const row = rowOf([id]);
      if (row !== undefined) unwanted.add(row);
    }
    if (shown !== undefined) unwanted.add(shown);
    const method = personal || shown !== undefined ? shipped : 'popular';
    const scores = scoreOpen(method, undefined, items, unwanted);
    const best = [...selectTop(heap, scores, refiner ? POOL * request.limit : request.limit).rows];
    const list: RankedList = { request, rows: undefined, scores };
    // of a stranger too the shop's rules ask what he has bought, and when his visit began
    if (!personal) refiner?.open(profile, context, scorer);
    const rows = (refiner?.arrange(best, list) ?? best).slice(0, request.limit);
    const source = personal ? 'personalised' : shown === undefined ? fallbackSource(bundle, context.region) : 'similar';
    const filled = rows.map((row) => bundle.ids[row]!);
    const explored = list.extra?.explored?.filter((id) => filled.includes(id)) ?? [];
    return {
      slot: request.slot,
      items: filled,
      source,
      ...(explored.length > 0 && { explored }),
      reasons:
        context.reasons === false
          ? []
          : rows.map((row) =>
              explainOpen(
                profile,
                context,
                row,
                scores[row]!,
                request.slot,
                method === 'refined' ? refiner : undefined,
              ),
            ),
    };
  };

  const ranker: Ranker = {
    decide: (profile, request, context) =>
      request.mode === 'rank' ? rank(profile, request, context) : fillSlot(profile, request, context),
    scores(profile, options) {
      const { candidates: rows, exclude, method = shipped } = options;
      open(profile, options, method);
      return scoreOpen(method, rows, rows?.length ?? items, exclude);
    },
    top(profile, options) {
      const { rows, scores } = selectTop(heap, ranker.scores(profile, options), options.k);
      const among = options.candidates;
      if (among) rows.forEach((at, place) => (rows[place] = among[at]!));
      return { rows, scores };
    },
    explain(profile, item, context) {
      const row = bundle.rows.get(item);
      if (row === undefined) return null;
      open(profile, context, shipped);
      // the whole catalogue, because a learned ranker's share depends on the other candidates
      const scores = scoreOpen(shipped, undefined, items);
      return explainOpen(profile, context, row, scores[row]!, context.slot, refiner);
    },
  };
  return ranker;
}
