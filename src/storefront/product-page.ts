import type { ItemRef } from '../../contract/events.ts';
import type { Site } from '../../contract/site.ts';
import { findBuyForm } from './buy-form.ts';
import { hintOf, priceOf } from './element-prices.ts';
import { toItem } from './ids.ts';
import { idsOfForm, saidBy } from './item-ids.ts';
import { readJsonLd } from './json-ld.ts';
import { isLeftOver } from './left-over.ts';
import { readMicrodata } from './microdata.ts';
import { readOpenGraph } from './open-graph.ts';
import type { Price } from './prices.ts';
import type { PriceHint } from './currencies.ts';
import type { PageProduct } from './schema-org.ts';
import { idsOfUrl, isProductUrl, toUrl, variantOf } from './url-ids.ts';

/** Pages that platforms mark as a product's. */
const MARKED =
  '.single-product,.catalog-product-view,.template-product,#product,.page-product,[class*="product-id-"],[class*="productdetail" i]';
/** Of each source first only so many, so that one that says much crowds none out. */
const FIRST = 3;
const MAX_CLIMB = 5;
const MAX_BESIDE = 6;

/**
 * The product that the page is about, as JSON-LD, microdata, Open Graph, the URL, its canonical form, and the form by which it
 * is bought name it: a chosen variant first, then in that order. Undefined where the page does not say that it is about one.
 */
export function productOfPage(site: Site = {}): ItemRef | undefined {
  const hint = hintOf(site);
  const here = new URL(location.href);
  const link = document.head.querySelector('link[rel=canonical]')?.getAttribute('href');
  const canonical = link && !isLeftOver('canonical', link) ? toUrl(link) : undefined;
  const addresses = canonical ? [here, canonical] : [here];
  const heading = document.getElementsByTagName('h1')[0];
  const form = findBuyForm();
  const data = readJsonLd(hint);
  const described = [
    // of what was said of another page only what names this one
    isLeftOver('json-ld', data)
      ? data.products.find(({ url }) => url !== undefined && isSamePage(url, here))
      : mainOf(data.products, addresses, heading?.textContent ?? ''),
    mainOf(readMicrodata(document, hint).products, addresses, heading?.textContent ?? ''),
  ];
  const said = readOpenGraph(hint);
  const graph = isLeftOver('open-graph', said && [said.url, said.name, ...said.ids].join(' ')) ? undefined : said;
  const isMarked = form ?? graph ?? described.find((product) => product) ?? document.body.matches(MARKED);
  if (!isMarked && (!addresses.some((address) => isProductUrl(address)) || isParent(here))) return undefined;

  const inForm = form ? idsOfForm(form) : [];
  const chosen = [...variantOf(here), ...inForm.slice(0, 1)];
  const variant = described
    .flatMap((product) => product?.variants ?? [])
    .find(({ ids }) => ids.some((id) => chosen.includes(id)));
  const urls = addresses.map((address) => idsOfUrl(address));
  const holder = heading?.closest('[itemtype*="Product" i],[data-product-id],[class*="product" i],article');
  const sources = [
    chosen,
    variant?.ids ?? [],
    ...described.map((product) => product?.ids ?? []),
    graph?.ids ?? [],
    inForm,
    ...[form, holder, document.body].map((element) => (element ? saidBy(element) : [])),
    ...urls.map(({ linked }) => linked),
    ...(isMarked ? urls.map(({ weak }) => weak) : []),
  ];
  const ids = [
    ...sources.flatMap((source) => source.slice(0, FIRST)),
    ...sources.flatMap((source) => source.slice(FIRST)),
  ];
  const prices = [variant, ...described, graph].map((product) => product?.price);
  return toItem(ids, prices.find((price) => price) ?? priceNear(form ?? heading, hint));
}

/** Of what a source describes the product that the page is about; undefined where that is not sure. */
function mainOf(products: readonly PageProduct[], addresses: readonly URL[], heading: string): PageProduct | undefined {
  const main = products.filter(({ isMain }) => isMain);
  const here = products.filter(({ url }) => url !== undefined && addresses.some((address) => isSamePage(url, address)));
  const named = products.filter(({ name }) => name !== undefined && toWords(name) === toWords(heading));
  const single = products.filter(({ url }) => url === undefined || !isProductUrl(url));
  return [main, here, products.length === 1 ? single : [], named].find(({ length }) => length === 1)?.[0];
}

/** Whether the page leads to several below its own path: `/products/lamps` to `/products/lamps/desk`. */
function isParent({ pathname }: URL): boolean {
  const below = JSON.stringify(`${pathname.replace(/\/$/, '')}/`);
  const links = [...document.querySelectorAll(`a[href^=${below}]`)].map((link) => link.getAttribute('href'));
  return new Set(links).size > 1;
}

/** By path; hosts differ between a shop and its copies, and categories stand before a product's name or not. */
function isSamePage(url: string, address: URL): boolean {
  const other = toUrl(url);
  const last = ({ pathname }: URL): string | undefined => pathname.split('/').findLast((piece) => piece !== '');
  const name = last(address);
  if (!other || name === undefined || last(other) !== name) return false;
  // one script shows all products
  return !/\.\w{2,5}$/.test(name) || !other.search || idsOfUrl(other).linked[0] === idsOfUrl(address).linked[0];
}

function toWords(text: string): string {
  return (
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? ''
  );
}

/**
 * The first price at, beside or around `element`: what stands between the heading and the form counts before all that is
 * around both, where other products may stand too.
 */
function priceNear(element: Element | undefined, hint: PriceHint): Price | undefined {
  const isHeading = element?.localName === 'h1';
  let at: Element | null | undefined = element;
  for (let step = 0; at && at !== document.body && step < MAX_CLIMB; step++, at = at.parentElement) {
    let beside: Element | null | undefined = at;
    for (let steps = 0; beside && steps < MAX_BESIDE; steps++) {
      const price = priceOf(beside, hint);
      if (price) return price;
      beside = isHeading ? beside.nextElementSibling : beside.previousElementSibling;
    }
  }
  return undefined;
}
