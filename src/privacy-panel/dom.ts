export type Child = Node | string | undefined | false;

/** Attributes by name; false and undefined leave one out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element with its attributes and children. Strings become text, never HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : `${value}`);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** A button; `key` finds it again after the panel was drawn anew. */
export function makeButton(
  key: string,
  label: Child,
  press: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const button = make('button', { type: 'button', 'data-key': key, ...attributes }, label);
  button.addEventListener('click', (event) => {
    // inside a card the click is the card's too, and a link around it would be followed
    event.preventDefault();
    event.stopPropagation();
    press();
  });
  return button;
}

/** Text that only screen readers get. */
export function unseen(text: string): HTMLElement {
  return make('span', { class: 'unseen' }, text);
}

/** A closed shadow root with `css`; undefined where the element cannot have one, or has one of the shop's. */
export function openRoot(host: HTMLElement, css: string): ShadowRoot | undefined {
  try {
    const root = host.attachShadow({ mode: 'closed' });
    // a sheet of its own needs no `unsafe-inline`; without one the panel is plain, and works
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    return root;
  } catch {
    return undefined;
  }
}
