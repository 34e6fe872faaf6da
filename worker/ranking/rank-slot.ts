import type { Decision, SlotRequest } from '../../contract/protocol.ts';
import type { RawProfile } from '../profile/raw-profile.ts';
import type { RankedList, Refiner } from './refine/refine.ts';
import type { RowOf } from '../intake/resolve.ts';
import type { RankContext, Scorer } from './scorer.ts';

export type Ranked = Omit<Decision, 'tookMs' | 'arm'>;
export type SlotContext = RankContext & { readonly rowOf: RowOf };
export type RankRequest = Extract<SlotRequest, { mode: 'rank' }>;

/**
 * A permutation of `request.items`, in which pinned places and unknown ids stay where they are and unwanted items go to the
 * end; without evidence the server's order. Without reasons; `onScored` may look at the scores.
 */
export function rankSlot(
  scorer: Scorer,
  profile: RawProfile,
  request: RankRequest,
  context: SlotContext,
  refiner?: Refiner,
  onScored?: (rows: Uint32Array, scores: Float32Array) => void,
): Ranked {
  const { slot, items, also = [], pinned } = request;
  const isPinned = new Set(pinned);
  const places: number[] = [];
  const found: number[] = [];
  items.forEach((id, place) => {
    const row = context.rowOf([id, ...(also[place] ?? [])]);
    if (row === undefined || isPinned.has(place)) return;
    places.push(place);
    found.push(row);
  });
  const rows = Uint32Array.from(found);
  const known = scorer.open(profile, context);
  const { unwanted } = scorer.query;
  // before there are scores: it may weigh the mixture anew
  refiner?.open(profile, context, scorer);
  const scores = scorer.score(rows, rows.length);
  refiner?.rescore(scores, rows, rows.length);
  onScored?.(rows, scores);
  rows.forEach((row, at) => {
    if (unwanted.has(row)) scores[at] = -Infinity;
    else if (!known) scores[at] = 0;
  });
  const best = found
    .map((_, at) => at)
    // stable: what scores the same keeps the server's order
    .toSorted((a, b) => scores[b]! - scores[a]! || 0);
  const list: RankedList = { request, rows, scores, at: places };
  const order = refiner?.arrange(best, list) ?? best;
  const ranked = [...items];
  order.forEach((from, to) => (ranked[places[to]!] = items[places[from]!]!));
  const isPersonal = rows.length > 0 && (known || unwanted.size > 0);
  return { slot, items: ranked, source: isPersonal ? 'personalised' : 'server', reasons: [], ...list.extra };
}
