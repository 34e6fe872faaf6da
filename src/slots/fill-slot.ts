import type { DisplayEntry } from '../../contract/protocol.ts';
import type { Site } from '../../contract/site.ts';
import { fillTemplate } from './fill-template.ts';

/** Hides what it stands in where it is too old, or not known. */
const HIDING = ['price'];

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
    const price = entry.price === undefined ? undefined : formatPrice?.(entry.price);
    const card = fillTemplate(template, { ...entry, price: price ?? '' }, HIDING);
    const roots = [...card.children];
    if (!card.querySelector('[data-aisle-item]')) {
      for (const root of roots) root.setAttribute('data-aisle-item', entry.id);
    }
    cards.append(card);
  }
  return cards;
}
