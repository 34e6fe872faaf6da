/** Tells the capture attributes what the shopper has typed: the form's quantity is an input's, not the page's. */
export function startQuantity(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-aisle-add]')) {
    const input = form.querySelector<HTMLInputElement>('input[name="quantity"]');
    input?.addEventListener('input', () => (form.dataset['aisleQuantity'] = input.value));
  }
}
