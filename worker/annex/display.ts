import type { ItemId } from '../../contract/ids.ts';
import { decodeDisplay, type DisplayPart } from '../../contract/parts.ts';
import type { DisplayEntry } from '../../contract/protocol.ts';
import { DEFAULT_PRICE_AGE_HOURS } from '../../contract/site.ts';
import type { OpenBundle } from '../bundle/open-bundle.ts';

const HOUR_MS = 3_600_000;

const decoded = new WeakMap<OpenBundle, DisplayPart>();

/** What is needed to show `items`: empty where the bundle has no display part or it cannot be had. */
export async function readDisplay(open: OpenBundle, items: readonly ItemId[], now: number): Promise<DisplayEntry[]> {
  const { bundle } = open;
  const display = decoded.get(open) ?? (await readPart(open));
  if (!display) return [];
  decoded.set(open, display);
  const { pricesAt, site } = bundle.manifest;
  const isOld = now - Date.parse(pricesAt) > (site.maxPriceAgeHours ?? DEFAULT_PRICE_AGE_HOURS) * HOUR_MS;
  return items.flatMap((id) => {
    const row = bundle.rows.get(id);
    return row === undefined ? [] : [toEntry(id, row, display, isOld)];
  });
}

async function readPart(open: OpenBundle): Promise<DisplayPart | undefined> {
  const part = await open.part('display');
  return part && decodeDisplay(part, open.bundle.manifest);
}

function toEntry(id: ItemId, row: number, { titles, urls, images, prices }: DisplayPart, isOld: boolean): DisplayEntry {
  const price = prices[row]!;
  const entry = { id, title: titles[row]!, url: urls[row]!, image: images[row]! };
  return isOld || !Number.isFinite(price) ? entry : { ...entry, price };
}
