import { idsOf, type ItemRef } from '../../../contract/events.ts';
import { MAX_ALSO_IDS, MAX_QUANTITY } from '../../../contract/limits.ts';
import type { ReadRule } from '../../../contract/storefront.ts';
import { toId, toItem } from '../ids.ts';
import type { Reading } from '../reading.ts';
import { readValues } from '../read-rule.ts';
import type { Part } from './platform.ts';

/** The item that `element` shows, by what the platform's markup says and by whatever else names a product in it. */
export function readPart(element: Element, part: Part, reading: Reading): ItemRef | undefined {
  const item = toItem([...readIds(element, part.ids), ...reading.idsOf(element)]);
  return item && { ...item, ...readOffer(element, part, reading) };
}

/** What the rules find, best first. `0` is what platforms write for none. */
export function readIds(element: Element, rules: readonly ReadRule[] = []): string[] {
  return rules
    .flatMap((rule) => readValues(element, rule).slice(0, 1))
    .map(toId)
    .filter((id) => id !== undefined && id !== '0') as string[];
}

/** Price, currency and quantity, as far as they are told. */
export function readOffer(element: Element, part: Part, reading: Reading): Partial<ItemRef> {
  const quantity = readQuantity(element, part.quantity);
  const price = (part.price ?? [])
    .map((selector) => element.querySelector(selector))
    .map((found) => found && reading.priceOf(found))
    .find((found) => found);
  const total = part.total && !price ? element.querySelector(part.total) : null;
  const sum = total && reading.priceOf(total);
  return {
    ...(sum && { ...sum, price: round(sum.price / (quantity ?? 1)) }),
    ...price,
    ...(quantity !== undefined && { quantity }),
  };
}

/** A whole number from 1; undefined where nothing says one. */
export function readQuantity(element: Element, rules: readonly ReadRule[] = []): number | undefined {
  return rules
    .flatMap((rule) => readValues(element, rule))
    .map((text) => Math.floor(Number(text)))
    .find((count) => count >= 1 && count <= MAX_QUANTITY);
}

/** `item` with the ids of `other` behind its own, where both are the same product; `item` where they are not. */
export function fuse(item: ItemRef | undefined, other: ItemRef | undefined): ItemRef | undefined {
  if (!item || !other) return item ?? other;
  const own = idsOf(item);
  const further = idsOf(other);
  if (!further.some((id) => own.includes(id))) return item;
  const also = [...new Set([...own, ...further])].filter((id) => id !== item.id).slice(0, MAX_ALSO_IDS);
  return { ...other, ...item, ...(also.length > 0 && { also }) };
}

/** A share of a total has no more than the cents that it was told in. */
function round(amount: number): number {
  return Math.round(amount * 100) / 100;
}
