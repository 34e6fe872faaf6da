import { decodeTable, encodeTable, type Column, type ColumnData } from './table.ts';

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

export function encodeFacts(facts: FactsPart): Uint8Array<ArrayBuffer> {
  const given = Object.entries(facts as Record<string, ColumnData | undefined>);
  return encodeTable(Object.fromEntries(given.flatMap(([name, data]) => (data ? [[name, { data }]] : []))));
}

/** Undefined for what is no table of facts about `items` rows. */
export function decodeFacts(buffer: ArrayBuffer, items: number): FactsPart | undefined {
  const table = decodeTable(buffer);
  if (!table) return undefined;
  const isFit = ({ data, shape }: Column, Data: new (length: number) => ColumnData, length: number): boolean =>
    data instanceof Data && shape.length === 1 && (length < 0 || data.length === length);
  const read = <T extends ColumnData>(name: string, Data: new (length: number) => T, length = items): T | undefined => {
    const column = table.get(name);
    return column && isFit(column, Data, length) ? (column.data as T) : undefined;
  };
  const product = read('product', Uint32Array);
  const out = read('out', Uint32Array, -1);
  return {
    cycle: read('cycle', Uint8Array),
    product,
    out: out?.every((row) => row < items) ? out : undefined,
    added: read('added', Uint16Array),
    price: read('price', Float32Array),
  };
}
