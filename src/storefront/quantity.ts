import { MAX_QUANTITY } from '../../contract/limits.ts';

/** Fields that say how many, by their name or what stands beside them. */
const QUANTITY = 'input,select'
  .split(',')
  .flatMap((tag) =>
    [
      'name*=qty',
      'name*=quantity',
      'name*=quantit',
      'name*=menge',
      'name*=anzahl',
      'name*=cantidad',
      'name=amount',
      'name^=updates',
      'id*=qty',
      'id*=quantity',
      'class*=qty',
      'class*=quantity',
    ].map((mark) => {
      const [name = '', value = ''] = mark.split('=');
      return `${tag}[${name}="${value}" i]`;
    }),
  )
  .join(',');

/** The quantity that is set in `scope`; undefined where it has no field for one, or more than one. */
export function quantityIn(scope: Element): number | undefined {
  const fields = quantityFields(scope);
  const [field, second] = fields;
  return field && !second ? toQuantity((field as HTMLInputElement).value) : undefined;
}

/** The fields for quantities in `scope`, without hidden ones beside one that is seen. */
export function quantityFields(scope: Element): Element[] {
  const all = [scope, scope.shadowRoot ?? scope].flatMap((root) => [...root.querySelectorAll(QUANTITY)]);
  const shown = all.filter((field) => (field as HTMLInputElement).type !== 'hidden');
  return [...new Set(shown.length > 0 ? shown : all)];
}

/** A whole number from what is written, `2`, `2 ×`, `Qty: 2`. */
export function toQuantity(text: string | undefined | null): number | undefined {
  const count = Number(/\d{1,7}/.exec(text ?? '')?.[0] ?? NaN);
  return count >= 1 && count <= MAX_QUANTITY ? count : undefined;
}
