import { OPENER } from './openers.ts';

/** Whether a click opens `card`: on something that leads on, or anywhere in a card that holds nothing of the kind. */
export function isOpened(card: Element, path: readonly Element[]): boolean {
  const within = path.slice(0, path.indexOf(card) + 1);
  const control = within.find((element) =>
    element.matches(`${OPENER},button,input,select,textarea,label,[role=button]`),
  );
  if (control) return control.matches(OPENER) && !control.matches('button,input,[role=button]');
  return !card.querySelector('a[href]') && !card.shadowRoot?.querySelector('a[href]');
}
