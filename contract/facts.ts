import { ANY, encodeTable, need, readTable } from './table.ts';

/**
 * Part `facts`: what the shop's rules for lists ask about items beside their attributes. Rows count in the order of part `ids`;
 * what the trainer was not told is absent.
 */
export interface FactsPart {
  /** Days until an item that was bought is due again; 0: it is not bought again. */
  readonly cycle?: Uint8Array | undefined;
  /** The product that an item is a variant of; who stands alone has a product of its own. */
  readonly product?: Uint32Array | undefined;
  /** Rows that were out of stock when the items files were written. */
  readonly out?: Uint32Array | undefined;
  /** Day since 1970 on which the item came into the catalogue; 0 where unknown. */
  readonly added?: Uint16Array | undefined;
  /** NaN where unknown. */
  readonly price?: Float32Array | undefined;
}

/** Of each fact whether it is there, then those that are. */
export function encodeFacts(facts: FactsPart): Uint8Array<ArrayBuffer> {
  const { cycle, product, out, added, price } = facts;
  const given = [cycle, product, out, added, price];
  return encodeTable([
    { data: Uint8Array.from(given, (data) => (data ? 1 : 0)) },
    ...given.flatMap((data) => (data ? [{ data }] : [])),
  ]);
}

/** Undefined for what is no table of facts about `items` rows. */
export function decodeFacts(buffer: ArrayBuffer, items: number): FactsPart | undefined {
  return readTable(buffer, (column) => {
    const [hasCycle, hasProduct, hasOut, hasAdded, hasPrice] = column(5, Uint8Array);
    const cycle = hasCycle ? column(items, Uint8Array) : undefined;
    const product = hasProduct ? column(items, Uint32Array) : undefined;
    const out = hasOut ? column(ANY, Uint32Array) : undefined;
    const added = hasAdded ? column(items, Uint16Array) : undefined;
    const price = hasPrice ? column(items, Float32Array) : undefined;
    need(!out || out.every((row) => row < items));
    return { cycle, product, out, added, price };
  });
}
