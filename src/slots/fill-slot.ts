import type { DisplayEntry } from '../../contract/protocol.ts';
import type { Site } from '../../contract/site.ts';

type Field = 'id' | 'title' | 'url' | 'image' | 'price';

const PLACEHOLDER = /\{(id|title|url|image|price)\}/g;
const URL_ATTRIBUTE = /^(href|src)$/;
/** Where a value of the bundle may stand; anything else that asks for one is dropped. */
const TEXT_ATTRIBUTE = /^(alt|title|value|datetime|content|id|for|name|class|aria-(label|description)|data-[\w-]+)$/;

/** Prices of a site as text; undefined where the site names no currency or the browser does not know it. */
export function createPriceFormat(site: Site, pageLocale: string): ((price: number) => string) | undefined {
  const { currency, locale = pageLocale || undefined } = site;
  try {
    const format = currency ? new Intl.NumberFormat(locale, { style: 'currency', currency }) : undefined;
    return format && ((price) => format.format(price));
  } catch {
    return undefined;
  }
}

/**
 * One card for every entry that has a title, from the slot's `<template>`. Values go in as text and through attribute
 * setters only, URLs with the schemes http and https only, so that nothing in a bundle is ever parsed as HTML or run.
 */
export function renderCards(
  template: HTMLTemplateElement,
  entries: readonly DisplayEntry[],
  formatPrice: ((price: number) => string) | undefined,
): DocumentFragment {
  const cards = template.ownerDocument.createDocumentFragment();
  for (const entry of entries) {
    if (!entry.title) continue;
    // the clone stays in the template's inert document until it is whole, so no image is asked for by its placeholder
    const card = template.content.cloneNode(true) as DocumentFragment;
    const price = entry.price === undefined ? undefined : formatPrice?.(entry.price);
    render(card, { ...entry, price: price ?? '' }, template.ownerDocument.baseURI);
    const roots = [...card.children];
    if (!card.querySelector('[data-aisle-item]')) {
      for (const root of roots) root.setAttribute('data-aisle-item', entry.id);
    }
    cards.append(card);
  }
  return cards;
}

function render(card: DocumentFragment, values: Readonly<Record<Field, string>>, base: string): void {
  for (const element of card.querySelectorAll('*')) {
    // a copy, since what is dropped shortens the list
    const attributes = [...element.attributes];
    for (const { name, value } of attributes) {
      if (value.search(PLACEHOLDER) < 0) continue;
      const text = URL_ATTRIBUTE.test(name) ? toUrl(value, values, base) : fill(value, values);
      if (text !== undefined && (URL_ATTRIBUTE.test(name) || TEXT_ATTRIBUTE.test(name))) {
        element.setAttribute(name, text);
      } else element.removeAttribute(name);
    }
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || (node.nodeValue ?? '').search(PLACEHOLDER) < 0) continue;
      // a price that is too old, or not known, is not shown at all
      if (node.nodeValue?.includes('{price}') && values.price === '' && element.parentElement) hide(element);
      node.nodeValue = fill(node.nodeValue ?? '', values);
    }
  }
}

function fill(text: string, values: Readonly<Record<Field, string>>): string {
  return text.replace(PLACEHOLDER, (_, field: Field) => values[field]);
}

/** A placeholder that is the whole attribute is a URL; one within it is a piece of one and is escaped. */
function toUrl(text: string, values: Readonly<Record<Field, string>>, base: string): string | undefined {
  const url = /^\{\w+\}$/.test(text.trim())
    ? fill(text.trim(), values)
    : text.replace(PLACEHOLDER, (_, field: Field) => encodeURIComponent(values[field]));
  try {
    return url && /^https?:$/.test(new URL(url, base).protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

function hide(element: Element): void {
  element.setAttribute('hidden', '');
}
