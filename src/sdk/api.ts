import type { ItemId, SlotId } from '../../contract/ids.ts';
import type { Decision, Failure, SlotRequest } from '../../contract/protocol.ts';
import { toEventId } from '../capture/order.ts';
import { toDraft, toText } from '../capture/draft.ts';
import { emitSearch } from '../capture/search.ts';
import type { Aisle, AisleEventMap, Recommendation, RecommendOptions } from './aisle.ts';
import type { Runtime } from './runtime.ts';

const NOT_EXPOSED: Failure = { ok: false, reason: 'not-exposed' };
const NO_CONSENT: Failure = { ok: false, reason: 'no-consent' };
const MAX_LIMIT = 200;

export interface ApiParts {
  readonly runtime: Runtime;
  readonly consent: Aisle['consent'];
  /** Whether this holder of the API may read the profile, scores and reasons. Asked on every call. */
  readonly mayRead: () => boolean;
}

/** The page's way in: a frozen literal of functions, each of which keeps its faults to itself. */
export function createApi({ runtime, consent, mayRead }: ApiParts): Aisle {
  const { listeners } = runtime;
  const hidden = <D extends Decision>(decision: D): D => (mayRead() ? decision : { ...decision, reasons: [] });

  const track = async (type: string, payload: unknown): Promise<void> => {
    const visit = runtime.visit();
    const draft = toDraft(type, payload);
    if (!visit || !draft) return;
    const { emit } = visit.recorder;
    const given: Partial<Record<string, unknown>> =
      typeof payload === 'object' && payload !== null ? { ...payload } : {};
    const query = typeof payload === 'string' ? payload : given['query'];
    if (type === 'search') {
      if (typeof query === 'string') await emitSearch(query, emit, visit.askVocabulary);
      return;
    }
    const order = toText(given['order'] ?? given['orderId'] ?? given['transaction_id']);
    const id = type === 'purchase' && order ? await toEventId(order) : undefined;
    emit(id ? { ...draft, id } : draft, URGENT.test(type));
  };

  const decide = async (request: SlotRequest, deadlineMs: number | undefined): Promise<Recommendation> => {
    const visit = runtime.visit();
    const wait = deadlineMs ?? visit?.deadlineMs() ?? 0;
    const reply =
      visit &&
      (await within(wait, () =>
        visit.ready.then(() => visit.engine.call('decide', { slots: [request], reasons: mayRead() }, wait)),
      ));
    const decision = reply?.ok ? reply.decisions[0] : undefined;
    if (!reply?.ok || !decision)
      return { ...asGiven(request.slot, request.mode === 'rank' ? request.items : []), display: [] };
    return hidden({ ...decision, display: reply.display });
  };

  const api: Aisle = {
    consent: guarded(consent, undefined),
    track: guarded((type, payload) => void track(type, payload).catch(() => {}), undefined),
    rank: settled(
      async (slot, items, { deadlineMs, pinned } = {}) => {
        const request: SlotRequest = { mode: 'rank', slot, items: [...items], ...(pinned && { pinned: [...pinned] }) };
        const { display: _, ...decision } = await decide(request, deadlineMs);
        return decision;
      },
      (slot, items) => asGiven(slot, items),
    ),
    recommend: settled<[RecommendOptions], Recommendation>(
      async ({ context, limit, candidates, exclude = [], item, filter, deadlineMs }) => {
        const wanted = Math.min(Math.max(Math.floor(limit) || 1, 1), MAX_LIMIT);
        // a filter may refuse many: ask for more than is wanted
        const most = filter ? Math.min(wanted * 4, MAX_LIMIT) : wanted;
        const chosen = await decide(
          candidates
            ? { mode: 'rank', slot: context, items: candidates.filter((id) => !exclude.includes(id)) }
            : { mode: 'fill', slot: context, limit: most, exclude: [...exclude], ...(item && { item }) },
          deadlineMs,
        );
        const items = chosen.items.filter((id) => !filter || filter(id)).slice(0, wanted);
        const kept = new Set(items);
        return {
          ...chosen,
          items,
          reasons: chosen.reasons.filter((reason) => kept.has(reason.item)),
          display: chosen.display.filter((entry) => kept.has(entry.id)),
        };
      },
      () => ({ ...asGiven('', []), display: [] }),
    ),
    async explain(item) {
      if (!mayRead()) return NOT_EXPOSED;
      return runtime.visit()?.engine.call('explain', { item }) ?? NO_CONSENT;
    },
    on(type, listener) {
      if (typeof listener !== 'function') return () => {};
      const heard = (detail: AisleEventMap[typeof type]): void =>
        listener((type === 'decision' ? hidden(detail as AisleEventMap['decision']) : detail) as never);
      return listeners.on(type, heard);
    },
    profile: Object.freeze<Aisle['profile']>({
      async read() {
        if (!mayRead()) return NOT_EXPOSED;
        return runtime.visit()?.engine.call('readProfile', {}) ?? NO_CONSENT;
      },
      async export() {
        if (!mayRead()) return NOT_EXPOSED;
        return runtime.visit()?.engine.call('exportProfile', {}) ?? NO_CONSENT;
      },
      async notInterested(item) {
        return runtime.visit()?.engine.call('notInterested', { item }) ?? NO_CONSENT;
      },
      erase: () => runtime.erase(),
    }),
    async ledger() {
      return { entries: [] };
    },
  };
  return Object.freeze(api);
}

const URGENT = /cart|checkout|purchase|click|refund/;

/** The order as it was given: what a page shows when nobody answers. */
function asGiven(slot: SlotId, items: readonly ItemId[]): Decision {
  return { slot, items, arm: 'personalised', source: 'server', reasons: [], tookMs: 0 };
}

function within<T>(ms: number, ask: () => Promise<T>): Promise<T | undefined> {
  return Promise.race([ask(), new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms))]);
}

function guarded<A extends unknown[], R>(run: (...args: A) => R, otherwise: R): (...args: A) => R {
  return (...args) => {
    try {
      return run(...args);
    } catch {
      return otherwise;
    }
  };
}

/** What the page passed in may be anything; its mistake costs it the answer, never an exception. */
function settled<A extends unknown[], R>(
  run: (...args: A) => Promise<R>,
  otherwise: (...args: A) => R,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await run(...args);
    } catch {
      return otherwise(...args);
    }
  };
}
