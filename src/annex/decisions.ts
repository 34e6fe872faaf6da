import type { ItemId, SlotId } from '../../contract/ids.ts';
import { MAX_FILL_ITEMS } from '../../contract/limits.ts';
import type { Decision, SlotRequest } from '../../contract/protocol.ts';
import type { RankOptions, Recommendation, RecommendOptions } from '../sdk/aisle.ts';
import type { Visit } from '../sdk/visit.ts';

/** A filter may refuse many: how much more is asked for than is wanted. */
const FILTERED = 4;

/** `Aisle.rank` with consent; undefined when the engine has no answer. */
export async function rank(
  visit: Visit,
  slot: SlotId,
  items: readonly ItemId[],
  options?: RankOptions,
): Promise<Decision | undefined> {
  const { pinned = [], stock, deadlineMs } = options ?? {};
  const chosen = await decide(
    visit,
    { mode: 'rank', slot, items: [...items], pinned: [...pinned], ...(stock && { stock: [...stock] }) },
    deadlineMs,
  );
  if (!chosen) return undefined;
  const { display: _, ...decision } = chosen;
  return decision;
}

/** `Aisle.recommend` with consent; undefined when the engine has no answer. */
export async function recommend(visit: Visit, options: RecommendOptions): Promise<Recommendation | undefined> {
  const { context, limit, candidates, exclude = [], item, filter, deadlineMs } = options;
  const wanted = Math.min(Math.max(Math.floor(limit) || 1, 1), MAX_FILL_ITEMS);
  const most = filter ? Math.min(wanted * FILTERED, MAX_FILL_ITEMS) : wanted;
  const chosen = await decide(
    visit,
    candidates
      ? { mode: 'rank', slot: context, items: candidates.filter((id) => !exclude.includes(id)) }
      : { mode: 'fill', slot: context, limit: most, exclude: [...exclude], ...(item && { item }) },
    deadlineMs,
  );
  if (!chosen) return undefined;
  const items = chosen.items.filter((id) => !filter || filter(id)).slice(0, wanted);
  const kept = new Set(items);
  return {
    ...chosen,
    items,
    reasons: chosen.reasons.filter((reason) => kept.has(reason.item)),
    display: chosen.display.filter((entry) => kept.has(entry.id)),
  };
}

async function decide(
  { ready, engine, exposed, deadlineMs, context }: Visit,
  request: SlotRequest,
  waitMs = deadlineMs(),
): Promise<Recommendation | undefined> {
  await ready;
  const call = { slots: [request], reasons: exposed() === 'profile', context: context() };
  const reply = await engine.call('decide', call, waitMs);
  const [decision] = reply.ok ? reply.decisions : [];
  return reply.ok && decision ? { ...decision, display: reply.display } : undefined;
}
