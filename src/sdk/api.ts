import type { ItemId, SlotId } from '../../contract/ids.ts';
import type { Decision } from '../../contract/protocol.ts';
import type { Question } from '../annex/answer.ts';
import type { PageAnnex } from '../annex/page-annex.ts';
import { toDraft, toRecord, toText } from '../capture/draft.ts';
import { toEventId } from '../capture/order.ts';
import { after } from './after.ts';
import type { Aisle, Recommendation, RecommendOptions } from './aisle.ts';
import type { Platform } from './platform.ts';
import type { Runtime } from './runtime.ts';
import type { Visit } from './visit.ts';

const URGENT = /cart|checkout|purchase|click|refund/;

/** The page's way in: a frozen literal of functions, each of which keeps its faults to itself. */
export function createApi(runtime: Runtime, clock: Platform['clock'], consent: Aisle['consent']): Aisle {
  const track = (type: string, payload: unknown): void => {
    const visit = runtime.visit();
    if (!visit || visit.isFlooded()) return;
    const annexed = async (use: (annex: PageAnnex) => unknown): Promise<void> => {
      const annex = await visit.annex();
      if (annex) await use(annex);
    };
    const draft = toDraft(type, payload);
    visit.check?.(type, payload);
    if (!draft) return;
    const at = clock.now();
    const { order, orderId, order_id, transaction_id, query, search_term, id } = toRecord(payload);
    const orderName = type === 'purchase' && toText(order ?? orderId ?? order_id ?? transaction_id);
    const words = type === 'search' && toText(query ?? search_term ?? id);
    if (orderName)
      toEventId(orderName)
        .then((id) => visit.emit({ ...draft, at, ...(id && { id }) }, true))
        .catch(() => {});
    else if (words) annexed(({ trackSearch }) => trackSearch(visit, words, at)).catch(() => {});
    else if (type !== 'search') visit.emit(draft, URGENT.test(type));
  };

  /** What the annex decides, or else what `given` makes of the page's own order, at the latest after the deadline. */
  const decide = async <T>(
    ask: (annex: PageAnnex, visit: Visit) => Promise<T | undefined>,
    given: () => T,
    options: { readonly deadlineMs?: number } | undefined,
  ): Promise<T> => {
    const visit = runtime.visit();
    let chosen: T | undefined;
    try {
      const late = after(options?.deadlineMs ?? visit?.deadlineMs() ?? 0);
      chosen = await Promise.race([visit?.annex().then((annex) => annex && ask(annex, visit)), late]);
    } catch {
      // what the page passes in may fail when it is looked at
    }
    return chosen ?? given();
  };

  /** Questions that the annex puts to the engine, as functions by their names. */
  const asking = <Q extends Question>(...questions: readonly Q[]) =>
    Object.fromEntries(
      questions.map((question) => [
        question,
        async (...args: readonly unknown[]) => {
          const visit = runtime.visit();
          const annex = await visit?.annex();
          if (annex) return annex.answer(visit!, question, args);
          return { ok: false, reason: visit ? 'not-loaded' : 'no-consent' };
        },
      ]),
    ) as { readonly [each in Q]: (...args: readonly unknown[]) => Promise<never> };

  const api: Aisle = {
    consent,
    track(type, payload) {
      try {
        track(type, payload);
      } catch {
        // what the page passes in may be anything; its mistake costs it the event
      }
    },
    rank: (slot, items, options) =>
      decide(
        (annex, visit) => annex.rank(visit, slot, items, options),
        () => asGiven(slot, items),
        options,
      ),
    recommend: (options) =>
      decide(
        (annex, visit) => annex.recommend(visit, options),
        () => givenOf(options),
        options,
      ),
    // a call more is its name here and what it asks in ../annex/answer.ts
    ...asking('explain', 'segments', 'offers'),
    on: (type, listener) => (typeof listener === 'function' ? runtime.listeners.on(type, listener) : () => {}),
    profile: Object.freeze<Aisle['profile']>({
      ...asking('read', 'export', 'correct', 'notInterested', 'pause', 'import', 'login', 'logout'),
      erase: runtime.erase,
    }),
    ledger: async () => Object.assign({ entries: [] }, await asking('ledger').ledger()),
  };
  return Object.freeze(api);
}

/** The order as it was given: what a page shows when nobody answers. */
function asGiven(slot: SlotId, items: readonly ItemId[]): Decision {
  return { slot, items, arm: 'personalised', source: 'server', reasons: [], tookMs: 0 };
}

/** The candidates as they were given, without those that the page does not want. */
function givenOf(options: RecommendOptions | undefined): Recommendation {
  let items: ItemId[] = [];
  let slot = '';
  try {
    const { context, candidates = [], exclude = [], filter, limit } = options!;
    slot = context;
    items = candidates.filter((id) => !exclude.includes(id) && (!filter || filter(id))).slice(0, limit);
  } catch {
    // nothing that could be used
  }
  return { ...asGiven(slot, items), display: [] };
}
