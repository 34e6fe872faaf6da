import type { Product, ShopCatalogue } from './catalogue.ts';

export const CART_COOKIE = 'cart';
const MAX_LINES = 50;
const MAX_QUANTITY = 99;

export interface CartLine {
  readonly product: Product;
  readonly quantity: number;
}

/** Reads the cart's cookie. Whatever in it is unknown, malformed or too much is left out. */
export function readCart(cookie: string | undefined, catalogue: ShopCatalogue): CartLine[] {
  const lines: CartLine[] = [];
  for (const part of (cookie ?? '').split('.').slice(0, MAX_LINES)) {
    const [id = '', count = ''] = part.split('*');
    const product = catalogue.find(id);
    const quantity = toQuantity(count);
    if (product && quantity > 0 && !lines.some((line) => line.product === product)) lines.push({ product, quantity });
  }
  return lines;
}

/** The cookie's value; the empty string for an empty cart. */
export function writeCart(lines: readonly CartLine[]): string {
  return lines.map(({ product, quantity }) => `${product.id}*${quantity}`).join('.');
}

export function addToCart(lines: readonly CartLine[], product: Product, quantity: number): CartLine[] {
  const held = lines.find((line) => line.product === product);
  const line = { product, quantity: Math.min(MAX_QUANTITY, (held?.quantity ?? 0) + quantity) };
  return held ? lines.map((each) => (each === held ? line : each)) : [...lines, line].slice(-MAX_LINES);
}

export function removeFromCart(lines: readonly CartLine[], id: string): CartLine[] {
  return lines.filter(({ product }) => product.id !== id);
}

/** A whole number from 1 to 99, or 0. */
export function toQuantity(text: unknown): number {
  const quantity = typeof text === 'string' && /^\d{1,2}$/.test(text) ? Number(text) : 0;
  return quantity;
}

export function toTotal(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { product, quantity }) => sum + Math.round((product.price ?? 0) * 100) * quantity, 0) / 100;
}

export function countPieces(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}
