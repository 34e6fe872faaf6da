import { isCustom } from './selectors.ts';
import { ADD_LABEL, CHECKOUT_LABEL, CHECKOUT_SEGMENT, NOT_NOW_LABEL, REMOVE_LABEL, WISH_LABEL } from './words.ts';

/** What a button of a shop does, as far as it is told. */
export type Action = 'add_to_cart' | 'remove_from_cart' | 'wishlist_add' | 'begin_checkout';

/** Of an element's attributes, and of the length of each, as much is looked at. */
const MAX_ATTRIBUTES = 40;
const MAX_VALUE = 300;
/** A longer text is no label. */
const MAX_LABEL = 90;
/** Attributes that say how something looks, or are somebody's words. */
const NO_MARK =
  /^(style|src|srcset|alt|d|title|placeholder|content|data-(name|title|image|img|description)|aria-label)$/;

const CART = '(?:cart|basket|bag|trolley|warenkorb|einkaufswagen|panier|carrito|carrello|carrinho|winkelwagen|koszyk)';
const ADD_MARK = new RegExp(
  `(?:^|-)(?:(?:add|put|place)-?(?:(?:item|product|this|all)-)?(?:to|2|in|into)-?(?:the-|my-|your-|shopping-)*${CART}|add-?${CART}|${CART}-?add|${CART}-(?:(?!address|note|coupon|promo|gift|discount|voucher)\\w+-){0,2}add|(?:add|insert)-(?:\\w+-){0,2}to-?${CART}|(?:btn|button)-?(?:buy|atc)|(?:buy|atc)-?(?:btn|button)|buy-?(?:it-)?now|atc|in-den-warenkorb|tocart)(?!-(?:a-)?(?:coupon|voucher|promo|discount|note|comment|address|gift-(?:wrap|message)))(?:-|$)`,
);
const REMOVE_MARK = new RegExp(
  `(?:^|-)(?:(?:remove|delete|del|rm)-?(?:item-|product-|line-)?(?:from-?)(?:the-|my-|your-)*${CART}|(?:remove|delete)-?${CART}(?:-(?:item|line|product))?|${CART}-?(?:item-|line-|product-|contents-)*(?:remove|delete)(?:-item)?|remove-?(?:item|product|line)|delete-?(?:item|product|line))(?:-|$)|(?:^|-)${CART}-change-.*quantity-0(?:-|$)`,
);
/** Takes something away, of which only the place says what. */
const TAKE_MARK = /(?:^|-)(?:remove|delete|trash|entfernen|loeschen|supprimer|eliminar|rimuovi|verwijder)(?:-|$)/;
const WISH_MARK =
  /(?:^|-)(?:wish-?list|wunschliste|wunschzettel|merkzettel|merkliste|favou?rites?|add-?to-?fav\w*|save-?for-?later|lista-deseos|liste-envies|verlanglijst\w*|preferiti|ulubione)(?:-|$)/;
const CHECKOUT_MARK =
  /(?:^|-)(?:(?:proceed-?to-?|go-?to-?|begin-?|start-?|btn-?|button-?)?check-?out(?:-?(?:button|btn|link|now))?)(?:-|$)/;
/** Words that make something else of any of these. */
const OTHER_MARK =
  /(?:^|-)(?:compare|comparison|coupon|voucher|promo(?:-?code)?|discount|address|addresses|note|gift-?(?:wrap|message)|review|comment|filter|registry|quote|subscribe|newsletter|sample|share|quick-?view|sold-?out|out-?of-?stock|unavailable|notify)(?:-|$)/;
const ON_WISHLIST = /(?:^|-)(?:active|added|selected|is-added|in-wishlist|wishlisted|remove|delete|true)(?:-|$)/;
/** Around what is taken out of a cart. */
const CART_PLACE = new RegExp(`(?:^|-)(?:mini-?|side-?|shopping-?)?${CART}(?:-|$)`);

/** Elements that do something when they are clicked. */
const CONTROL =
  'a,button,input[type=submit],input[type=button],input[type=image],[role=button],[role=link],[role=menuitem],[onclick],summary';

/** The control of a click: the innermost element of its path that does something, with what was clicked in it. */
export function controlOf(path: readonly Element[]): Element | undefined {
  const control = path.find((element) => element.matches(CONTROL));
  if (control) return control;
  // a plain element with a listener of its own: what its names say, where nothing else in it could have been meant
  return path.slice(0, 4).find((element) => isLeaf(element) && ADD_MARK.test(marksOf(element)));
}

/**
 * What `control` does, by its names, its address, its form, and last its label; undefined where it is something else, would
 * do it at another time, or leaves a doubt. `path` leads from what was clicked outwards. `isCart`: on the page of a cart.
 */
export function actionOf(control: Element, path: readonly Element[], isCart: boolean): Action | undefined {
  const label = labelOf(control).toLowerCase();
  if (!isUsable(control) || NOT_NOW_LABEL.test(label)) return undefined;
  const own = ownMarks(control, path);
  if (OTHER_MARK.test(own.names)) return undefined;
  const all = `${own.names}-${own.rest}`;
  if (REMOVE_MARK.test(all)) return 'remove_from_cart';
  if (ADD_MARK.test(all)) return 'add_to_cart';
  if (WISH_MARK.test(all)) return isWish(control, all) ? 'wishlist_add' : undefined;
  const isPlaced = isCart || path.some((element) => !element.matches('html,body') && CART_PLACE.test(namesOf(element)));
  if (TAKE_MARK.test(all) || REMOVE_LABEL.test(label)) return isPlaced ? 'remove_from_cart' : undefined;
  const form = submittedBy(control);
  if (isCheckout(control, own.names) || (isCart && leadsToCheckout(form?.getAttribute('action'))))
    return 'begin_checkout';
  if (form && isAddForm(form)) return 'add_to_cart';
  if (ADD_LABEL.test(label)) return 'add_to_cart';
  if (WISH_LABEL.test(label)) return isWish(control, all) ? 'wishlist_add' : undefined;
  return CHECKOUT_LABEL.test(label) ? 'begin_checkout' : undefined;
}

/** Whether sending `form` fills a cart, by its address, its names and its hidden fields. */
export function isAddForm(form: HTMLFormElement): boolean {
  const marks = marksOf(form);
  if (OTHER_MARK.test(namesOf(form)) || REMOVE_MARK.test(marks)) return false;
  if (ADD_MARK.test(marks)) return true;
  return [...form.querySelectorAll('input[type=hidden]')].some((field) => {
    const { name, value } = field as HTMLInputElement;
    return (
      ADD_MARK.test(normal(name)) ||
      (/^(action|cmd|task|do|mode|op|event)$/i.test(name) && ADD_MARK.test(normal(value)))
    );
  });
}

/** Whether a click on it does anything: neither disabled nor waiting for a choice. */
export function isUsable(control: Element): boolean {
  return !(
    control.matches(':disabled,[aria-disabled=true],[inert],[inert] *,fieldset:disabled *') ||
    /(?:^|[\s_-])(?:disabled|sold-?out|out-?of-?stock|unavailable)(?:$|[\s_-])/i.test(
      control.getAttribute('class') ?? '',
    ) ||
    (submittedBy(control)?.matches(':invalid') && !isUnchecked(control))
  );
}

/** The form that a click on `control` sends. */
export function submittedBy(control: Element): HTMLFormElement | undefined {
  const isSubmit = control.matches('button:not([type=button],[type=reset]),input[type=submit],input[type=image]');
  return (isSubmit && (control as HTMLButtonElement).form) || undefined;
}

/** What stands on it: its text, or what it says to those who do not see. */
export function labelOf(control: Element): string {
  const texts = [
    // a long text is not taken apart
    (control.textContent ?? '').slice(0, 4 * MAX_LABEL),
    control.getAttribute('value'),
    control.getAttribute('aria-label'),
    control.getAttribute('title'),
    control.getAttribute('alt'),
    control.querySelector('img[alt]')?.getAttribute('alt'),
  ];
  const said = texts.flatMap((text) => text?.replace(/\s+/g, ' ').trim() || []);
  // a sign alone says less than what stands beside it for those who do not see it
  const label = said.find((text) => /\p{L}/u.test(text)) ?? said[0] ?? '';
  return label.length <= MAX_LABEL ? label : '';
}

function isUnchecked(control: Element): boolean {
  const form = submittedBy(control);
  return control.hasAttribute('formnovalidate') || !!form?.hasAttribute('novalidate');
}

function isWish(control: Element, marks: string): boolean {
  const isPressed = control.matches('[aria-pressed=true],[aria-checked=true]');
  // a link to the wishlist itself
  const isLink =
    control.matches('header *,nav *,footer *') ||
    /-(?:wish-?list|favou?rites)\/?$/.test(normal(control.getAttribute('href') ?? ''));
  return !isPressed && !isLink && !ON_WISHLIST.test(marks);
}

function isCheckout(control: Element, names: string): boolean {
  const address = control.getAttribute(control.localName === 'a' ? 'href' : 'formaction');
  const isCalled = CHECKOUT_MARK.test(names) || /['"/]check-?out\b/i.test(control.getAttribute('onclick') ?? '');
  return leadsToCheckout(address) || (isCalled && !control.matches('nav *'));
}

function leadsToCheckout(address: string | null | undefined): boolean {
  const path = address?.split(/[?#]/)[0] ?? '';
  return CHECKOUT_SEGMENT.test(path.replace(/\/$/, '').split('/').at(-1) ?? '');
}

/** Of `control`, of what was clicked in it, and of the custom elements that stand for it. */
function ownMarks(control: Element, path: readonly Element[]): { names: string; rest: string } {
  const at = path.indexOf(control);
  const around = path.slice(at + 1, at + 4).filter(isCustom);
  const elements = [...path.slice(Math.max(0, at - 3), at + 1), ...around];
  return {
    names: elements.map(namesOf).join('-'),
    rest: [...elements.map(marksOf), normal(control.getAttribute('aria-label') ?? '')].join('-'),
  };
}

function isLeaf(element: Element): boolean {
  return (
    element.childElementCount < 4 && !element.querySelector('a,button,input,select,textarea') && labelOf(element) !== ''
  );
}

/** What it is called by whoever built the page. */
function namesOf(element: Element): string {
  const read = (name: string): string => (element.getAttribute(name) ?? '').slice(0, MAX_VALUE);
  return normal(`${isCustom(element) ? element.localName : ''} ${read('id')} ${read('name')} ${read('class')}`);
}

/** All of its attributes that may say what it does: an address without its host, the code of a listener, data. */
function marksOf(element: Element): string {
  let marks = isCustom(element) ? element.localName : '';
  for (const { name, value } of [...element.attributes].slice(0, MAX_ATTRIBUTES)) {
    if (NO_MARK.test(name)) continue;
    marks += ` ${name.startsWith('data-') ? name : ''} ${value.slice(0, MAX_VALUE).replace(/^[a-z]+:\/\/[^/]*/i, '')}`;
  }
  return normal(marks);
}

/** `addToCart(1)`, `add_to_cart`, `/cart/add` as words with a hyphen between. */
function normal(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
