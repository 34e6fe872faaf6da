import { idsOf, type ItemRef } from '../../contract/events.ts';
import type { Site } from '../../contract/site.ts';
import type { ProductRule, ReadRule } from '../../contract/storefront.ts';
import { submittedBy } from './actions.ts';
import { itemOfCard } from './cards.ts';
import { hintOf, priceOf } from './element-prices.ts';
import { allOf, toItem } from './ids.ts';
import { idsOfForm, saidBy } from './item-ids.ts';
import { parseAmount, parsePrice, type Price } from './prices.ts';
import { productOfPage } from './product-page.ts';
import { quantityIn, toQuantity } from './quantity.ts';
import { elementOf, readValue, readValues } from './read-rule.ts';
import { findAll } from './selectors.ts';
import { idsOfUrl } from './url-ids.ts';

/**
 * The item that a rule finds in `container`: by what it reads first, then by whatever else names a product there. `control`
 * is the button that was used: what its form says of variant and quantity counts. Undefined where nothing names a product.
 */
export function readRuleItem(
  container: Element,
  rule: ProductRule,
  site: Site,
  control?: Element,
): ItemRef | undefined {
  const isPage = container.matches('html,body');
  const isOnly = isPage || ((rule.as ?? 'product') === 'product' && findAll(document, rule.container!).length === 1);
  const form = control && (submittedBy(control) ?? control.closest('form') ?? undefined);
  const said = rule.itemId ? readIds(container, rule.itemId) : [];
  const around = isPage ? undefined : itemOfCard(container, site);
  const page = isOnly ? productOfPage(site) : undefined;
  const item = toItem([
    ...said,
    ...(form ? idsOfForm(form) : []),
    ...(control ? saidBy(control) : []),
    ...[around, page].flatMap((found) => (found ? idsOf(found) : [])),
  ]);
  if (!item) return undefined;
  const price = priceBy(container, rule, site, isOnly) ?? toPrice(around) ?? toPrice(page);
  const currency = currencyBy(container, rule.currency) ?? price?.currency;
  const quantity =
    quantityBy(container, rule) ?? (form && quantityIn(form)) ?? quantityBeside(container, rule, control);
  return {
    ...item,
    ...(price && { price: price.price }),
    ...(price && currency && { currency }),
    ...(quantity && { quantity }),
  };
}

/** What the rule reads; of an address without a pattern what it names besides. */
function readIds(container: Element, rule: ReadRule): string[] {
  const values = readValues(container, rule);
  const isAddress = !rule.pattern && /^(href|action|data-(href|url))$/.test(rule.attribute ?? '');
  return isAddress ? values.flatMap((value) => [...allOf(idsOfUrl(value)), value]) : values;
}

/** By the rule, within the container or, of the page's only product, anywhere. */
function priceBy(container: Element, { price: rule }: ProductRule, site: Site, isOnly: boolean): Price | undefined {
  if (!rule) return undefined;
  const hint = hintOf(site);
  for (const root of isOnly ? [container, document.documentElement] : [container]) {
    const at = elementOf(root, rule.selector);
    if (!at) continue;
    // an element that shows an old price beside the current one is read with care
    if (!rule.pattern && !rule.attribute) return priceOf(at, hint) ?? parsePrice(readValue(at, {}), hint);
    const written = readValue(root, rule);
    return rule.attribute ? parseAmount(written, hint) : parsePrice(written, hint);
  }
}

function currencyBy(container: Element, rule: ProductRule['currency']): string | undefined {
  if (typeof rule === 'string') return rule;
  const written = rule && (readValue(container, rule) ?? readValue(document.documentElement, rule));
  if (!written) return undefined;
  const code = /\b[A-Z]{3}\b/.exec(written.toUpperCase())?.[0];
  return parsePrice(`1 ${written}`, {}, true)?.currency ?? code;
}

function quantityBy(container: Element, { quantity }: ProductRule): number | undefined {
  return quantity && toQuantity(readValue(container, quantity));
}

/** The field of a line, or beside a button that is not in a form; not what a list of others says. */
function quantityBeside(container: Element, { as }: ProductRule, control: Element | undefined): number | undefined {
  const isAsked = as === 'line' || (control && !control.matches('form'));
  return isAsked && !container.matches('html,body') ? quantityIn(container) : undefined;
}

function toPrice(item: ItemRef | undefined): Price | undefined {
  return item?.price === undefined
    ? undefined
    : { price: item.price, ...(item.currency && { currency: item.currency }) };
}
