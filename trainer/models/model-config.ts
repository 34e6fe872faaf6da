import type { ClusterMethod } from '../clusters/methods.ts';
import type { SignalsConfig } from '../segments/signals.ts';
import type { TasteMethod } from './taste-table.ts';

/** What an event counts in a visitor's interests; see `foldEvent`. A choice, not a finding: most logs know one type only. */
export const EVENT_WEIGHTS: Readonly<Record<string, number>> = {
  product_view: 1,
  product_click: 0.5,
  /** For a minute of visible, focused time. */
  product_dwell: 1,
  add_to_cart: 3,
  wishlist_add: 3,
  purchase: 5,
  review: 2,
  search: 2,
  remove_from_cart: -2,
  refund: -5,
};

export interface ModelConfig {
  /** Neighbours an item. @default 20 */
  readonly listLength?: number | undefined;
  /** Dimensions of the embedding. @default 64 */
  readonly dims?: number | undefined;
  /** How many ways of building the lists the search may try. @default 50, fewer for a log of more than a million events or so */
  readonly trials?: number | undefined;
  /** Half-life of a visitor's interests. @default 30 */
  readonly halfLifeDays?: number | undefined;
  /**
   * Whether to try a learned ranker; it is shipped only where validation says that it pays.
   *
   * @default true
   */
  readonly learned?: boolean | undefined;
  /** A ranker of the shop's own instead: model.json of a tfjs layers model; see docs/own-model.md. */
  readonly file?: string | undefined;
  /** Whether devices tune how they weigh lists and attributes by what is clicked. @default true */
  readonly feedback?: boolean | undefined;
  /** How the factors of long-term taste are found. @default whichever validates best */
  readonly taste?: TasteMethod | undefined;
  /** How visitors who do much the same are found; false: not at all. @default 'kmeans' */
  readonly clusters?: ClusterMethod | false | undefined;
  /** How events move the behavioural vectors, laid over the usual signals. */
  readonly signals?: SignalsConfig | undefined;
  /** Laid over EVENT_WEIGHTS. */
  readonly eventWeights?: Readonly<Record<string, number>> | undefined;
}
