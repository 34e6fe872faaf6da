import type { ItemRef } from '../../contract/events.ts';
import { toText } from '../capture/draft.ts';
import type { ItemNames } from './items.ts';
import { readGlobal } from './page-globals.ts';
import { toPlain, type Plain } from './plain.ts';
import type { SourceHost } from './source.ts';

const NAMES: ItemNames = {
  ids: ['product_id', 'variant_id', 'sku', 'handle'],
  price: ['price'],
  currency: ['currency'],
  quantity: ['quantity'],
  position: [],
  list: [],
};
const HANDLE = /\/products\/([^/?#]+)/;

export interface ShopifyPage {
  /** The item of a variant, or of a product, by whatever is known of it; prices of the page where it has them. */
  itemOf(known: { variant?: string | undefined; handle?: string | undefined; quantity?: unknown }): ItemRef | undefined;
  /** Whether the page is about one product. */
  isProduct(): boolean;
  /** The variant that is chosen on it. */
  variant(): string | undefined;
  tellOf(): void;
  tellOfOrder(): void;
}

/** What the theme's page says, read anew each time: a theme may exchange a page without loading another. */
export function openShopifyPage({ copy, toItems, tell, at }: SourceHost): ShopifyPage {
  let ordered: unknown;
  const meta = (): Plain => toPlain(copy(readGlobal('ShopifyAnalytics')?.['meta']));
  const currency = (given: Plain = meta()): unknown =>
    given['currency'] ?? toPlain(copy(readGlobal('Shopify')?.['currency']))['active'];
  const kind = (given: Plain): unknown => toPlain(given['page'])['pageType'];
  const productsOf = (given: Plain): Plain[] => {
    const list = Array.isArray(given['products']) ? given['products'] : [];
    return [given['product'], ...list].map(toPlain).filter(({ id }) => id);
  };
  const variantsOf = (product: Plain): Plain[] =>
    Array.isArray(product['variants']) ? product['variants'].map(toPlain) : [];
  const variant = (given: Plain = meta()): string | undefined =>
    new URLSearchParams(location.search).get('variant') ?? toText(given['selectedVariantId']) ?? undefined;
  /** Cents of the page's currency, whatever that divides into. */
  const toItem = (product: Plain, chosen: Plain = {}, more: Plain = {}): ItemRef | undefined => {
    const cents = Number(chosen['price']);
    return toItems(
      [
        {
          product_id: product['id'],
          variant_id: chosen['id'],
          sku: chosen['sku'],
          handle: product['handle'],
          currency: currency(),
          ...(chosen['price'] !== undefined && cents >= 0 && { price: cents / 100 }),
          ...more,
        },
      ],
      NAMES,
    )[0];
  };
  const handleHere = (): string | undefined => HANDLE.exec(location.pathname)?.[1];

  return {
    itemOf({ variant: id, handle, quantity }) {
      const products = productsOf(meta());
      for (const product of products) {
        const chosen = variantsOf(product).find((each) => id && toText(each['id']) === id);
        const isHere = product === products[0] && kind(meta()) === 'product';
        const own = isHere ? handleHere() : handle;
        if (chosen) return toItem({ handle: own, ...product }, chosen, { quantity });
      }
      return toItem({ handle }, { id }, { quantity });
    },
    isProduct: () => kind(meta()) === 'product',
    variant: () => variant(),
    tellOf() {
      const given = meta();
      const products = productsOf(given);
      const [product] = products;
      if (kind(given) === 'product' && product) {
        const variants = variantsOf(product);
        const id = variant(given);
        const chosen = variants.find((each) => toText(each['id']) === id) ?? variants[0];
        const item = toItem({ handle: handleHere(), ...product }, chosen);
        if (item) tell('product_view', [item], { at });
      } else if (kind(given) === 'collection') {
        const items = products.map((each) => toItem(each, variantsOf(each)[0])).filter((item) => item !== undefined);
        const list = /\/collections\/([^/?#]+)/.exec(location.pathname)?.[1];
        tell('list_view', items, { list, at });
      }
    },
    tellOfOrder() {
      const checkout = readGlobal('Shopify')?.['checkout'];
      if (!checkout || checkout === ordered) return;
      const { order_id: order, line_items: lines, currency: paidIn } = toPlain(copy(checkout));
      // every step of a checkout has the object, and only an order that is done has its number
      if (!order || !Array.isArray(lines)) return;
      ordered = checkout;
      tell('purchase', toItems(lines, NAMES, { currency: paidIn ?? currency() }), { order, at });
    },
  };
}
