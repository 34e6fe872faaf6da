import type { ItemRef } from '../../contract/events.ts';
import { MAX_EVENT_ITEMS } from '../../contract/limits.ts';
import type { Site } from '../../contract/site.ts';
import { isPriced } from './cards.ts';
import { climb, isAlike, openerIn } from './openers.ts';
import { itemsOfCards } from './card-items.ts';
import { quantityFields, quantityIn, toQuantity } from './quantity.ts';
import { parentOf } from './selectors.ts';

/** Where the lines of a cart or an order stand. */
const PLACE =
  '[class*=cart i],[id*=cart i],[class*=basket i],[id*=basket i],[class*=order i],[id*=order i],[class*=bag i],[class*=warenkorb i],[class*=line-item i],[class*=summary i],form,table';
/** What also stands on such pages, and was not bought. */
const ASIDE =
  'header,footer,nav,aside,[class*=recommend i],[class*=related i],[class*=upsell i],[class*=cross i],[class*=similar i],[class*=also i],[class*=recent i],[class*=suggest i],[class*=carousel i],[class*=mini i]';
const MAX_LEVELS = 10;
const MAX_TEXT = 600;
const COUNT =
  /(?:^|\s)(?:[x×]\s?(\d{1,4})|(\d{1,4})\s?[x×]|(?:qty|quantity|menge|anzahl|quantité|cantidad|quantità|aantal|ilość|antal)\.?:?\s?(\d{1,4}))(?=\s|$)/i;

/**
 * The lines of the cart or the order that this page shows, with their quantities: around the fields in which quantities are
 * set, or, `isDone`, rows that each lead to a product. Empty where nothing is surely one.
 */
export function linesOfPage(site: Site, isDone: boolean): ItemRef[] {
  const byFields = rowsOfFields();
  const rows = byFields.length > 0 || !isDone ? byFields : rowsOfLinks();
  const items = itemsOfCards(rows.slice(0, MAX_EVENT_ITEMS), site);
  return items.flatMap((item, index) => {
    const quantity = quantityOf(rows[index]!);
    return item ? [{ ...item, ...(quantity && { quantity }) }] : [];
  });
}

/** The line around a button in a cart. */
export function lineAround(control: Element): Element | undefined {
  let line: Element | undefined;
  for (let at = parentOf(control), level = 0; at && level < MAX_LEVELS; at = parentOf(at), level++) {
    if (at.matches('html,body,main,tbody,table')) break;
    const isMany = quantityFields(at).length > 1 || manyAlike(at, control);
    if (isMany) break;
    line = at;
  }
  return line;
}

function quantityOf(row: Element): number | undefined {
  const set = quantityIn(row);
  if (set) return set;
  const cell = row.querySelector('[class*=qty i],[class*=quantity i],[data-title*=quantity i],[data-th*=qty i]');
  const [, ...counts] = COUNT.exec(textOf(row)) ?? [];
  return toQuantity(cell?.textContent) ?? toQuantity(counts.find(Boolean));
}

/** With a blank between what stands in cells of their own. */
function textOf(row: Element): string {
  const cells = row.children.length > 1 ? [...row.children] : [row];
  const text = cells.map(({ textContent }) => textContent ?? '').join(' ');
  return text.replace(/\s+/g, ' ').slice(0, MAX_TEXT);
}

/** The outermost element around each field for a quantity that holds no other one. */
function rowsOfFields(): Element[] {
  const fields = quantityFields(document.body).filter((field) => !field.closest(ASIDE));
  const rows = fields.map((field) => {
    let row: Element = field;
    for (let level = 0; level < MAX_LEVELS; level++) {
      const parent = parentOf(row);
      if (!parent || row.matches('tr,li,article') || parent.matches('html,body,main,tbody,table')) break;
      if (quantityFields(parent).length > 1) break;
      row = parent;
    }
    return row;
  });
  return [...new Set(rows)];
}

/** Rows beside one another that each lead to one product, where lines stand. */
function rowsOfLinks(): Element[] {
  const rows = new Set<Element>();
  for (const place of [...document.querySelectorAll(PLACE)].slice(0, 50)) {
    if (place.closest(ASIDE)) continue;
    for (const link of [...place.querySelectorAll('a[href]')].slice(0, 2 * MAX_EVENT_ITEMS)) {
      const found = openerIn(link);
      if (!found || link.closest(ASIDE)) continue;
      const row = climb(link, found[1].key);
      if (!found[1].isProduct && !isPriced(row)) continue;
      // a place that holds one product alone is climbed past: its row is in it
      rows.add(place.contains(row) ? row : (link.closest('tr,li') ?? link));
    }
  }
  return [...rows].filter((row) => ![...rows].some((other) => other !== row && row.contains(other)));
}

function manyAlike(around: Element, control: Element): boolean {
  let count = 0;
  for (const other of around.getElementsByTagName(control.localName))
    if (isAlike(control, other) && ++count > 1) return true;
  return false;
}
