import type { EventType, PageKind } from '../../../contract/events.ts';
import type { ReadRule } from '../../../contract/storefront.ts';
import type { Announce } from './announcements.ts';
import type { BasketLine } from './basket.ts';

/** The kind of element that shows one product. */
export interface Part {
  readonly selector: string;
  /** Where its ids stand, best first. What names a product anywhere counts too, behind them. */
  readonly ids?: readonly ReadRule[];
  /** Elements with the price of one, the likeliest first. */
  readonly price?: readonly string[];
  /** Element with the price of all of a line, where a single one's is not told. */
  readonly total?: string;
  /** The first that says something counts. */
  readonly quantity?: readonly ReadRule[];
}

/** What a click on an element says, or the sending of a form. */
export interface Act extends Part {
  readonly type: EventType;
  readonly on: 'click' | 'submit';
  /** What is read besides: the nearest of these around the element. */
  readonly around?: string;
  /** Products that the form adds besides, or instead: those with a quantity. */
  readonly many?: Part;
  readonly rating?: readonly ReadRule[];
  /**
   * Whether the platform says later that it came to pass, and only then: the name of the announcement that it waits for.
   * Default: what is clicked or sent counts.
   */
  readonly awaits?: (element: Element) => string | undefined;
  /** What the element matches when it has come to pass, whoever announces it. */
  readonly done?: string;
}

/** The markup of a platform, as data; and what it announces by scripts, as the one piece of code. */
export interface Platform {
  /** What stands on every page of such a shop and on no other. */
  readonly here: string;
  /** The first counts whose selector finds something, or whose pattern fits path and query. */
  readonly kinds: readonly (readonly [kind: PageKind, sign: string | RegExp])[];
  /** On pages of one product: what holds all that is said of it. */
  readonly product: Part;
  readonly card: Part;
  /** Links in a card that do not lead to its product. */
  readonly aside?: string;
  /** Of the cart's and the order's own pages. */
  readonly line: Part;
  /** Lines of a small cart beside other content. */
  readonly mini?: string;
  readonly acts: readonly Act[];
  /** Of an order that is done: its number on the page, or a pattern of the URL with one. */
  readonly order: readonly (ReadRule | RegExp)[];
  /** Products of the cart that are told by no markup, at the checkout. */
  readonly basket?: () => readonly BasketLine[];
  /** Listens to what the platform announces. Called often: what it listens to is there late, and may be replaced. */
  readonly connect?: (announce: Announce) => void;
}
