import type { ItemRef, PageKind } from '../../contract/events.ts';
import type { Emit } from '../capture/draft.ts';
import { toEventId } from '../capture/order.ts';
import type { Boundary } from '../sdk/boundary.ts';
import type { DeepObserver } from './deep-observer.ts';
import { onceId } from './once.ts';

/** How long a page that a script builds may take for its lines. */
const WAIT_MS = 1_500;
/** What a cart says that holds nothing. */
const EMPTY =
  /\b(?:empty|no (?:items|products)|leer|vide|vac[ií]o|vac[ií]a|vuoto|vazio|leeg|pusty|prázdný|tomt?|tyhjä|üres|gol|boş)\b|пуст|порожн|空|비어/iu;
/** What an order's number follows, in a URL and in a text. */
const IN_URL =
  /(?:order-received|order|orders|bestellung|commande|pedido|thank-?you|success|confirmation)\/#?([A-Z]{0,4}[-_]?\d[\w-]*)|[?&](?:order(?:_?(?:id|number|no|key))?|bestellnummer|commande|id_order|transaction_?id)=([\w-]{2,64})/i;
const IN_TEXT =
  /(?:order|bestell(?:ung|nummer)?|commande|pedido|ordine|bestelling|zamówieni\w+|ordre|tilaus\w*)(?:\s?(?:number|no\.?|nr\.?|nummer|num(?:é|e)ro|n°|id|is|ist|:|#)){0,4}\s*[:#]?\s*#?([A-Z]{0,4}[-_]?\d[\w-]{2,40})/i;
const MAX_TEXT = 20_000;

/** What a page of a cart, a checkout or an order shows. */
export interface CartPage {
  readonly kind: PageKind | undefined;
  readonly lines: () => readonly ItemRef[];
  /** The order's number as the shop's rules name it. */
  readonly order: () => string | undefined;
}

/**
 * Records what such a page is: `cart_view` and `begin_checkout` with its lines, `purchase` only with lines. Waits a moment for
 * lines that a script brings. `at`: when the page was seen.
 */
export function recordCartPage(
  { kind, lines, order }: CartPage,
  { emit, at, route, observer }: { emit: Emit; at: number; route: Boundary; observer: DeepObserver },
): void {
  const type = typeOf(kind, order());
  // what the page's attributes say is told by whoever reads these
  if (!type || document.querySelector('[data-aisle-cart],[data-aisle-order]')) return;
  let isDone = false;
  const tell = route.guard(async (isLast: boolean) => {
    const items = isDone || route.signal.aborted ? [] : lines();
    if (isDone || (items.length === 0 && !isLast)) return;
    isDone = true;
    // lines that were not found are no empty cart
    const isKnown = items.length > 0 || EMPTY.test(textOfPage());
    if (type === 'begin_checkout') emit(beginCheckout(items, at), true);
    else if (type === 'cart_view') {
      if (isKnown) emit({ type, items, at });
    } else if (items.length > 0) {
      const number = order() ?? orderNumber();
      const id = number && (await toEventId(number));
      emit({ type, items, at, ...(id && { id }) }, true);
    }
  });
  tell(false);
  if (isDone) return;
  observer.onChange(() => tell(false), route.signal);
  const timer = setTimeout(() => tell(true), WAIT_MS);
  route.listen(window, 'pagehide', () => tell(true));
  route.onEnd(() => clearTimeout(timer));
}

/** A checkout that begins, by a click or by its page: the second of both counts as the first. */
export function beginCheckout(items: readonly ItemRef[], at: number): Parameters<Emit>[0] {
  return { type: 'begin_checkout', items, at, id: onceId('begin_checkout', at) };
}

function typeOf(
  kind: PageKind | undefined,
  order: string | undefined,
): 'cart_view' | 'begin_checkout' | 'purchase' | undefined {
  if (order !== undefined || kind === 'order') return 'purchase';
  if (kind === 'cart') return 'cart_view';
  return kind === 'checkout' ? 'begin_checkout' : undefined;
}

/** The order's number, so that a reload counts once; it goes no further than its hash. */
function orderNumber(): string | undefined {
  const [, first, second] = IN_URL.exec(`${location.pathname}${location.search}`) ?? [];
  return first ?? second ?? IN_TEXT.exec(textOfPage())?.[1];
}

function textOfPage(): string {
  return ((document.querySelector('main') ?? document.body).textContent ?? '').slice(0, MAX_TEXT);
}
