import { idsOfForm, saidBy } from './item-ids.ts';

/** Forms that put something into a cart, as platforms and their themes name them. */
const FORMS =
  'form.cart,form[action*="cart" i],form[action*="basket" i],form[action*="bag" i],form[action*="warenkorb" i],form[action*="panier" i],form[action*="carrito" i],form[id*="addtocart" i],form[id*="add-to-cart" i],form[class*="add-to-cart" i],form[class*="addtocart" i],form[class*="product-form" i],form[id*="product-form" i],form[data-role="tocart-form"],form[data-product-id],form[data-productid]';
/** What shows other products than the page's own. */
const ASIDE =
  'li,nav,header,footer,aside,[class*="card" i],[class*="miniature" i],[class*="tile" i],[class*="product-item" i],[class*="related" i],[class*="upsell" i],[class*="cross-sell" i],[class*="recommend" i],[class*="carousel" i],[class*="slider" i],[class*="recently" i],[class*="minicart" i],[class*="drawer" i]';
const MAX_FORMS = 100;

/** The form by which the page's own product is bought; undefined on a page of several, or of none. */
export function findBuyForm(): Element | undefined {
  const own = [...document.forms]
    .slice(0, MAX_FORMS)
    .filter((form) => form.matches(FORMS))
    .filter((form) => !form.parentElement?.closest(ASIDE))
    .map((form) => ({ form, id: [...idsOfForm(form), ...saidBy(form)][0] }))
    .filter(({ id }) => id !== undefined);
  // a bar that follows the page down repeats its form
  return new Set(own.map(({ id }) => id)).size === 1 ? own[0]?.form : undefined;
}
