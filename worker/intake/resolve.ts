import { idsOf, type AisleEvent, type ItemRef } from '../../contract/events.ts';
import type { ItemId } from '../../contract/ids.ts';
import { MAX_QUANTITY } from '../../contract/limits.ts';
import type { SlotRequest } from '../../contract/protocol.ts';
import type { Bundle } from '../bundle/decode.ts';
import { within } from '../deadline.ts';

/** The row of an item by its ids, best first; undefined where none is known. */
export type RowOf = (ids: readonly ItemId[]) => number | undefined;

/** Finds items of a bundle by whatever a page calls them. */
export interface Resolver {
  /** By the bundle's own ids until `prepare` has brought more. */
  readonly rowOf: RowOf;
  /** The catalogue's own id of an item, or the first of `ids` where it is unknown. */
  idOf(ids: readonly ItemId[]): ItemId;
  /**
   * Brings what knows other ids too where one of these items has several. Settles when that is there, or after `waitMs`, where
   * the likeliest id of one of them is not the bundle's own; else at once.
   */
  prepare(items: readonly (readonly ItemId[])[], waitMs: number): Promise<unknown>;
}

/** What knows an item by other ids than the bundle's own; `learn` brings the bundle's part of them, once. */
export interface Names {
  readonly rowOf: RowOf;
  learn(): Promise<unknown>;
}

export function createResolver({ ids: own, rows }: Bundle, loadNames: () => Promise<Names>): Resolver {
  let rowOf: RowOf = (ids) => rows.get(ids.find((id) => rows.has(id))!);
  let bringing: Promise<Names> | undefined;

  const bring = async (): Promise<Names> => {
    const names = await loadNames();
    ({ rowOf } = names);
    return names;
  };
  return {
    rowOf: (ids) => rowOf(ids),
    idOf: (ids) => own[rowOf(ids) ?? -1] ?? ids[0]!,
    async prepare(items, waitMs) {
      const isStrange = items.some(([id]) => !rows.has(id!));
      if (!isStrange && items.every(({ length }) => length < 2)) return;
      const learned = (bringing ??= bring()).then((names) => isStrange && names.learn());
      // what cannot be had is done without for the whole page
      const done = learned.catch(() => {});
      if (isStrange) await within(waitMs, done);
    },
  };
}

/** The ids of each item that events or slots are about. */
export function idsIn(about: readonly (AisleEvent | SlotRequest)[]): ItemId[][] {
  return about.flatMap((each) => {
    if ('type' in each) return 'items' in each ? each.items.map(idsOf) : [];
    if (each.mode === 'rank') return each.items.map((id, place) => [id, ...(each.also?.[place] ?? [])]);
    return each.item ? [idsOf({ id: each.item, also: each.also })] : [];
  });
}

/**
 * The event by the catalogue's own ids: an item that stands there twice, as two variants of it do, once, with all of its
 * quantity. A refund has an id of its own, since shops give it the order's.
 */
export function resolveEvent(event: AisleEvent, { idOf }: Resolver): AisleEvent {
  if (!('items' in event)) return event;
  const { type, items } = event;
  const found = new Map<ItemId, ItemRef>();
  for (const { also = [], ...item } of items) {
    const id = idOf([item.id, ...also]);
    const same = found.get(id);
    const quantity = Math.min((same?.quantity ?? 1) + (item.quantity ?? 1), MAX_QUANTITY);
    found.set(id, same ? { ...same, ...(type !== 'list_view' && { quantity }) } : { ...item, id });
  }
  const id = type === 'refund' ? event.id.slice(1) + event.id[0] : event.id;
  return { ...event, id, items: [...found.values()] };
}
