import { toCurrency, type PriceHint } from './currencies.ts';
import { parseAmount, type Price } from './prices.ts';
import { isOf, read, textOf, thingsOf, type Thing } from './things.ts';

/** A price that was, or that somebody recommends. */
const NOT_CURRENT = /list|msrp|srp|suggested|strikethrough|regular|invoice/i;
const MAX_SPECIFICATIONS = 16;

/** The lowest price at which one of `offers` is to be had; of a range its lower end. */
export function offeredAt(offers: readonly Thing[], hint: PriceHint): Price | undefined {
  let lowest: Price | undefined;
  for (const offer of offers) {
    const price = priceOfOffer(offer, hint);
    if (price && !(lowest && lowest.price <= price.price)) lowest = price;
  }
  return lowest;
}

function priceOfOffer(offer: Thing, hint: PriceHint): Price | undefined {
  const specifications = thingsOf(read(offer, 'priceSpecification')).slice(0, MAX_SPECIFICATIONS);
  const current = specifications.filter(
    (one) => !NOT_CURRENT.test(textOf(read(one, 'priceType')) ?? '') && !read(one, 'referenceQuantity'),
  );
  for (const one of [offer, ...current, ...specifications]) {
    const currency = toCurrency(textOf(read(one, 'priceCurrency')) ?? textOf(read(offer, 'priceCurrency')));
    const given = textOf(read(one, 'lowPrice')) ?? textOf(read(one, 'price')) ?? textOf(read(one, 'minPrice'));
    // nothing is given away by those who forgot to fill it in
    const price = parseAmount(given, currency ? { ...hint, currency } : hint);
    if (price && (price.price > 0 || !isOf(offer, /aggregate/i))) return price;
  }
  return undefined;
}
