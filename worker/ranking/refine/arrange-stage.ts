import type { FactsPart } from '../../../contract/facts.ts';
import { DEFAULT_DIVERSITY, DEFAULT_EXPLORATION, type Merchandising } from '../../../contract/merchandising.ts';
import type { ItemId } from '../../../contract/ids.ts';
import type { Mark } from '../../../contract/protocol.ts';
import type { Bundle } from '../../bundle/decode.ts';
import type { RawProfile } from '../../profile/raw-profile.ts';
import { createTopK, selectTop } from '../kernel/top-k.ts';
import type { Living } from '../../living/living.ts';
import type { RankContext, Scorer } from '../scorer.ts';
import { boughtLately } from './arrange-bought.ts';
import { createLikeness } from './arrange-diverse.ts';
import { createDraw, type Draw } from './arrange-explore.ts';
import { createRules, namedSegments, TIER, type ActiveRules } from './arrange-rules.ts';
import { arrangeList, type ListToArrange } from './arrange.ts';
import type { RankedList, Refiner } from './refine.ts';

const VISIT_MS = 30 * 60_000;
/** Of a fill slot so many are looked at at least, of which some may be left out. */
const POOL = 100;
/** Slots whose newest arrangement is remembered. */
const MAX_SLOTS = 50;
/** As `SlotRequest.stock` says it. */
const IN_STOCK = 1;
const OUT_OF_STOCK = 2;

export interface ArrangeOptions {
  /** @default one that hangs on the seed alone */
  readonly drawOf?: (seed: string) => Draw;
  /** Which segments and clusters a visitor is in, where rules ask for them. @default none, of nobody */
  readonly segmentsAt?: Living['segmentsAt'] | undefined;
}

/** The newest answer for a slot, with all that it hangs on. */
interface Remembered {
  readonly key: string;
  readonly rows: Uint32Array | undefined;
  readonly scores: Float32Array;
  readonly order: readonly number[];
  /** By row. */
  readonly marks: ReadonlyMap<number, Mark>;
  readonly rules: ActiveRules;
}

/**
 * What the shop says of its lists, as the last of the refiner's stages. Within a visit, which is the time that every rule sees,
 * a list hangs on the profile, the slot and its items alone: whichever page or tab asks, and however often, the order is the same.
 * Of each slot the newest answer is remembered, and given again without being worked out.
 */
export function createArrangeStage(
  bundle: Bundle,
  facts: FactsPart,
  shop: Merchandising,
  { drawOf = createDraw, segmentsAt }: ArrangeOptions = {},
): Required<Pick<Refiner, 'open' | 'arrange' | 'noteOf'>> {
  const rules = createRules(bundle, facts, shop);
  const named = namedSegments(shop);
  const likeness = createLikeness(bundle);
  const { weight = DEFAULT_DIVERSITY.weight, places: varied = DEFAULT_DIVERSITY.places } = shop.diversity ?? {};
  const share = shop.exploration ?? DEFAULT_EXPLORATION;
  const { product } = facts;
  const productOf = product && shop.variants !== 'all' ? (row: number): number => product[row]! : undefined;
  const outOfBundle = new Set(facts.out);
  const heap = createTopK();
  const remembered = new Map<string, Remembered>();
  let profile: RawProfile;
  let context: RankContext | undefined;
  let scorer: Scorer;

  /** What is arranged of a list: of a rank slot everything, of a fill slot the best that the shop's rules leave, and what is pinned. */
  const candidatesOf = (
    { rows, scores }: RankedList,
    places: readonly number[],
    active: ActiveRules,
  ): Pick<ListToArrange, 'rows' | 'scores' | 'order'> => {
    if (rows) return { rows, scores, order: places };
    const weighed = scores.map((score, row) =>
      score > 0 && active.tierOf(row) === TIER.open ? score * active.factorOf(row) * active.freshOf(row) : NaN,
    );
    const best = [...selectTop(heap, weighed, Math.max(POOL, places.length)).rows];
    // what the page itself excludes has no score
    const pinned = [...active.pins.values()].filter((row) => scores[row]! >= 0 && !best.includes(row));
    const found = [...best, ...pinned];
    return { rows: found, scores: found.map((row) => scores[row]!), order: [...found.keys()] };
  };

  /** Those of the visitor's that rules ask for. */
  const segmentsOf = (now: number): ReadonlySet<string> => {
    const isIn = named.size > 0 && segmentsAt?.(profile, now);
    return new Set(isIn ? [...named].filter((segment) => isIn.has(segment)) : []);
  };

  return {
    open(...opened) {
      [profile, context, scorer] = opened;
    },
    arrange(places, list) {
      const { request, rows, scores, at } = list;
      const { mode, slot } = request;
      const { startedAt, lastAt } = profile.sessions;
      const asked = context!.now;
      const isVisit = startedAt > 0 && startedAt < asked && asked - lastAt < VISIT_MS;
      const now = isVisit ? startedAt : asked;
      const live = mode === 'rank' && rows ? stockOf(request.stock, rows, at) : undefined;
      const isOut = (row: number): boolean => live?.get(row) ?? outOfBundle.has(row);
      const bought = shop.bought === 'keep' ? new Set<number>() : boughtLately(profile, bundle, facts, now);
      const { unwanted, history } = scorer.query;
      // as of now: a segment that time alone has ended ends with the next page, not with the visit
      const segments = segmentsOf(asked);
      const key = JSON.stringify([
        mode,
        now,
        [...bought],
        [...unwanted],
        history,
        at,
        places,
        [...(live ?? [])],
        [...segments],
      ]);
      const last = remembered.get(slot);
      let answer = last?.key === key && isSame(last.rows, rows) && isSame(last.scores, scores) ? last : undefined;
      if (!answer) {
        const active = rules.activeIn({ slot, now, isOut, segments });
        const candidates = candidatesOf(list, places, active);
        const { order, marks } = arrangeList({
          ...candidates,
          mode,
          isKnown: isKnown(candidates.scores),
          rules: active,
          isUnwanted: (row) => unwanted.has(row),
          isBought: (row) => bought.has(row),
          isSeen: (row) => history.includes(row),
          productOf,
          likeness,
          diversity: { weight, places: varied },
          // chance needs a visit to be the same in
          exploration: { share: isVisit ? share : 0, places: varied },
          draw: drawOf(`${startedAt} ${slot}`),
          places: at,
        });
        const rowAt = (place: number): number => candidates.rows[place]!;
        answer = {
          key,
          rows: rows?.slice(),
          scores: scores.slice(),
          order: rows ? order : order.map(rowAt),
          marks: new Map([...marks].map(([place, mark]) => [rowAt(place), mark])),
          rules: active,
        };
      }
      remembered.delete(slot);
      remembered.set(slot, answer);
      if (remembered.size > MAX_SLOTS) remembered.delete(remembered.keys().next().value!);
      const { order, marks } = answer;
      const rowAt = (place: number): number => (rows ? rows[place]! : place);
      const idAt = (place: number): ItemId =>
        request.mode === 'rank' && rows ? request.items[at?.[place] ?? place]! : bundle.ids[place]!;
      const explored = order.filter((place) => marks.get(rowAt(place)) === 'explored').map(idAt);
      // of nobody: only the shop can have changed it
      const isShops =
        rows && !isKnown(scores) && unwanted.size === 0 && order.some((place, to) => place !== places[to]);
      list.extra = {
        ...(explored.length > 0 && { explored }),
        ...(isShops && { source: answer.rules.isBySegment ? 'personalised' : 'shop' }),
      };
      return order;
    },
    noteOf(row, slot) {
      const now = context?.now ?? 0;
      const last = slot === undefined ? undefined : remembered.get(slot);
      const active =
        last?.rules ??
        rules.activeIn({ slot: slot ?? '', now, isOut: (each) => outOfBundle.has(each), segments: segmentsOf(now) });
      const mark = last?.marks.get(row);
      const segment = active.causeOf(row, mark);
      return {
        boosts: active.boostsOf(row),
        fresh: active.freshOf(row),
        mark,
        ...(segment !== undefined && { because: { segment } }),
      };
    },
  };
}

function isKnown(scores: ArrayLike<number>): boolean {
  for (let at = 0; at < scores.length; at++) if (scores[at]! > 0) return true;
  return false;
}

function isSame(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): boolean {
  if (!a || !b) return a === b;
  if (a.length !== b.length) return false;
  // what is excluded is NaN, and stays what it is
  for (let at = 0; at < a.length; at++) if (!Object.is(a[at], b[at])) return false;
  return true;
}

/** By row whether the page shows it as sold out; what the page says nothing of is left out. */
function stockOf(
  stock: readonly number[] | undefined,
  rows: Uint32Array,
  at: readonly number[] | undefined,
): Map<number, boolean> | undefined {
  if (!stock) return undefined;
  const live = new Map<number, boolean>();
  rows.forEach((row, index) => {
    const said = stock[at?.[index] ?? index];
    if (said === IN_STOCK || said === OUT_OF_STOCK) live.set(row, said === OUT_OF_STOCK);
  });
  return live;
}
