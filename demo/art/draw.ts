import type { Product } from '../catalogue.ts';

export function drawArt(_product: Product): string {
  return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240"><rect width="240" height="240" fill="#f3e9dc"/></svg>';
}
