import type { html } from 'hono/html';

/** What hono's `html` gives: text whose interpolations are escaped, ready at once or once its parts are. */
export type Html = ReturnType<typeof html>;

const POUNDS = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });

export function toPrice(price: number | undefined): string {
  return price === undefined || price <= 0 ? 'Price on request' : POUNDS.format(price);
}
