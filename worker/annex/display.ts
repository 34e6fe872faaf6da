import type { ItemId } from '../../contract/ids.ts';
import { decodeDisplay, type DisplayPart } from '../../contract/parts.ts';
import type { Decision, DisplayEntry, SlotRequest } from '../../contract/protocol.ts';
import { DEFAULT_PRICE_AGE_HOURS } from '../../contract/site.ts';
import type { OpenBundle } from '../bundle/open-bundle.ts';
import { readPart } from '../bundle/read-part.ts';

const HOUR_MS = 3_600_000;

interface Display extends DisplayPart {
  /** Items without a title: beside others that have one, they are not sold any more. */
  readonly hidden: readonly ItemId[];
}

const displays = new WeakMap<OpenBundle, Promise<Display | undefined>>();

/** The slots, with the items that have no title excluded from those that are filled: there is nothing of them to show. */
export async function toShowable(open: OpenBundle, slots: readonly SlotRequest[]): Promise<readonly SlotRequest[]> {
  if (!slots.some(({ mode }) => mode === 'fill')) return slots;
  const { hidden = [] } = (await readDisplay(open)) ?? {};
  return slots.map((slot) =>
    slot.mode === 'fill' ? { ...slot, exclude: [...(slot.exclude ?? []), ...hidden] } : slot,
  );
}

/** What is needed to show what slots were filled with: empty where the bundle has no display part or it cannot be had. */
export async function displayOf(
  open: OpenBundle,
  slots: readonly SlotRequest[],
  decisions: readonly Decision[],
  now: number,
): Promise<DisplayEntry[]> {
  const items = new Set(decisions.flatMap((decision, at) => (slots[at]!.mode === 'fill' ? decision.items : [])));
  return items.size === 0 ? [] : displayItems(open, items, now);
}

/** What can be shown of items: those that the bundle knows. */
export async function displayItems(
  open: OpenBundle,
  items: ReadonlySet<ItemId>,
  now: number,
  rowOf = (id: ItemId): number | undefined => open.bundle.rows.get(id),
): Promise<DisplayEntry[]> {
  const display = await readDisplay(open);
  if (!display) return [];
  const { bundle } = open;
  const { pricesAt, site } = bundle.manifest;
  const isOld = now - Date.parse(pricesAt) > (site.maxPriceAgeHours ?? DEFAULT_PRICE_AGE_HOURS) * HOUR_MS;
  return [...items].flatMap((id) => {
    const row = rowOf(id);
    return row === undefined ? [] : [toEntry(id, row, display, isOld)];
  });
}

async function readDisplay(open: OpenBundle): Promise<Display | undefined> {
  const reading = displays.get(open) ?? openDisplay(open);
  displays.set(open, reading);
  const display = await reading;
  // a failure may pass: the next slot asks again
  if (!display) displays.delete(open);
  return display;
}

async function openDisplay(open: OpenBundle): Promise<Display | undefined> {
  const part = await readPart(open, 'display');
  const { ids, manifest } = open.bundle;
  const display = part && decodeDisplay(part, manifest);
  return display && { ...display, hidden: ids.filter((_, row) => display.titles[row] === '') };
}

function toEntry(id: ItemId, row: number, { titles, urls, images, prices }: DisplayPart, isOld: boolean): DisplayEntry {
  const price = prices[row]!;
  const entry = { id, title: titles[row]!, url: urls[row]!, image: images[row]! };
  return isOld || !Number.isFinite(price) ? entry : { ...entry, price };
}
