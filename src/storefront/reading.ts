import type { Site } from '../../contract/site.ts';
import { hintOf, priceOf } from './element-prices.ts';
import { allOf } from './ids.ts';
import { idsOf } from './item-ids.ts';
import { parsePrice, type Price } from './prices.ts';

/** How prices and ids are read, lent to files that would otherwise carry it once more. */
export interface Reading {
  /** What `element` shows as its price. */
  priceOf(element: Element): Price | undefined;
  parsePrice(text: unknown): Price | undefined;
  /** Whatever names a product in `element`, best first. */
  idsOf(element: Element): string[];
}

export function createReading(site: () => Site): Reading {
  return {
    priceOf: (element) => priceOf(element, hintOf(site())),
    parsePrice: (text) => parsePrice(text, hintOf(site())),
    idsOf: (element) => allOf(idsOf(element)),
  };
}
