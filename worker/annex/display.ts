import type { ItemId } from '../../contract/ids.ts';
import { decodeDisplay, type DisplayPart } from '../../contract/parts.ts';
import type { Decision, DisplayEntry, SlotRequest } from '../../contract/protocol.ts';
import { DEFAULT_PRICE_AGE_HOURS } from '../../contract/site.ts';
import type { OpenBundle } from '../bundle/open-bundle.ts';
import { readPart } from '../bundle/read-part.ts';

const HOUR_MS = 3_600_000;

const displays = new WeakMap<OpenBundle, Promise<DisplayPart | undefined>>();

/** What is needed to show what slots were filled with: empty where the bundle has no display part or it cannot be had. */
export async function displayOf(
  open: OpenBundle,
  slots: readonly SlotRequest[],
  decisions: readonly Decision[],
  now: number,
): Promise<DisplayEntry[]> {
  const items = new Set(decisions.flatMap((decision, at) => (slots[at]!.mode === 'fill' ? decision.items : [])));
  if (items.size === 0) return [];
  const { bundle } = open;
  const reading =
    displays.get(open) ?? readPart(open, 'display').then((part) => part && decodeDisplay(part, bundle.manifest));
  displays.set(open, reading);
  const display = await reading;
  if (!display) {
    // a failure may pass: the next slot asks again
    displays.delete(open);
    return [];
  }
  const { pricesAt, site } = bundle.manifest;
  const isOld = now - Date.parse(pricesAt) > (site.maxPriceAgeHours ?? DEFAULT_PRICE_AGE_HOURS) * HOUR_MS;
  return [...items].flatMap((id) => {
    const row = bundle.rows.get(id);
    return row === undefined ? [] : [toEntry(id, row, display, isOld)];
  });
}

function toEntry(id: ItemId, row: number, { titles, urls, images, prices }: DisplayPart, isOld: boolean): DisplayEntry {
  const price = prices[row]!;
  const entry = { id, title: titles[row]!, url: urls[row]!, image: images[row]! };
  return isOld || !Number.isFinite(price) ? entry : { ...entry, price };
}
