import type { ValueColumn } from './attributes.ts';

const BANDS = 8;
/** Fewer prices than this say nothing about what is cheap here. */
const MIN_PRICES = 20;

/**
 * Up to eight bands that hold about equally many items, cheapest first: "under 0.42", "0.42 to 0.85", ..., "7.95 and
 * more". Undefined where too few prices are known, or all are alike.
 */
export function toPriceBands(prices: Float32Array): ValueColumn | undefined {
  const known = prices.filter((price) => price > 0).toSorted();
  if (known.length < MIN_PRICES) return undefined;
  const edges = [
    ...new Set(Array.from({ length: BANDS - 1 }, (_, band) => known[Math.floor(((band + 1) * known.length) / BANDS)]!)),
  ].filter((edge) => edge > known[0]!);
  if (edges.length === 0) return undefined;
  const names = [
    `under ${toPrice(edges[0]!)}`,
    ...edges.slice(1).map((edge, band) => `${toPrice(edges[band]!)} to ${toPrice(edge)}`),
    `${toPrice(edges.at(-1)!)} and more`,
  ];
  const lists = Array.from(prices, (price) =>
    price > 0 ? [names[edges.filter((edge) => price >= edge).length]!] : [],
  );
  return { name: 'price band', type: 'band', lists, order: names };
}

function toPrice(price: number): string {
  const rounded = Number(price.toPrecision(7));
  return Number.isInteger(rounded) ? String(rounded) : rounded.toFixed(2);
}
