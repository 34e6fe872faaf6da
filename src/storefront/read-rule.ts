import type { ReadRule } from '../../contract/storefront.ts';
import { findFirst, isMatch } from './selectors.ts';

/** Longer texts are no value of anything that a rule reads. */
const MAX_TEXT = 4_096;
/** Attributes that hold addresses: a pattern sees them as they are written, and resolved. */
const ADDRESS = /^(href|src|action|formaction|data-(href|url|link|src))$/;

/** What `rule` finds at `element`: trimmed, never empty; undefined where it finds nothing. */
export function readValue(element: Element, rule: ReadRule): string | undefined {
  return readValues(element, rule)[0];
}

/**
 * All that `rule` finds, best first: an address as it is written and resolved, other values once. Of form controls their
 * present state counts, of a group of radio buttons the one that is chosen.
 */
export function readValues(element: Element, { selector, attribute, pattern }: ReadRule): string[] {
  const at = elementOf(element, selector);
  if (!at) return [];
  const forms = toForms(at, attribute).map((form) => form.trim().slice(0, MAX_TEXT));
  const found = pattern ? forms.map((form) => firstGroup(form, pattern)) : forms.slice(0, 1);
  return [...new Set(found)].filter((value) => value !== undefined && value !== '') as string[];
}

/** The element that a rule means, within `element` or `element` itself. */
export function elementOf(element: Element, selector: string | undefined): Element | undefined {
  return selector === undefined
    ? element
    : (findFirst(element, selector) ?? (isMatch(element, selector) ? element : undefined));
}

function toForms(at: Element, attribute: string | undefined): string[] {
  const state = stateOf(at, attribute);
  if (state !== undefined) return [state];
  if (attribute === undefined) return [textOf(at)];
  const written = at.getAttribute(attribute);
  if (written === null) return [];
  return ADDRESS.test(attribute) ? [written, resolved(written, at.baseURI)] : [written];
}

/** The present state of a form's control, where that is what is asked for. */
function stateOf(at: Element, attribute = 'value'): string | undefined {
  const control = at as HTMLInputElement;
  if (attribute === 'checked') return at instanceof HTMLInputElement ? (at.checked ? 'true' : '') : undefined;
  if (attribute === 'selected') return at instanceof HTMLOptionElement ? (at.selected ? 'true' : '') : undefined;
  if (attribute !== 'value') return undefined;
  if (at instanceof HTMLInputElement && /^(radio|checkbox)$/.test(at.type)) return chosen(at)?.value ?? '';
  return at instanceof HTMLInputElement || at instanceof HTMLSelectElement || at instanceof HTMLTextAreaElement
    ? control.value
    : undefined;
}

/** Of the buttons with the same name in the same form. */
function chosen(button: HTMLInputElement): HTMLInputElement | undefined {
  if (button.checked || button.type !== 'radio') return button.checked ? button : undefined;
  const group = button.form ?? (button.getRootNode() as ParentNode);
  for (const other of group.querySelectorAll<HTMLInputElement>('input:checked')) {
    if (other.name === button.name && other.form === button.form) return other;
  }
}

/** The text in `element`; where it has none, that of its shadow root, or what it says instead of text. */
function textOf(element: Element): string {
  return (
    [
      element.textContent,
      element.shadowRoot?.textContent,
      element.getAttribute('content'),
      element.getAttribute('value'),
    ]
      .map((text) => text?.replace(/\s+/g, ' ').trim())
      .find(Boolean) ?? ''
  );
}

/** The first group that took part, or all that it matches. */
function firstGroup(text: string, pattern: string): string | undefined {
  try {
    const match = new RegExp(pattern).exec(text);
    return match ? (match.slice(1).find((group) => group !== undefined) ?? match[0]).trim() : undefined;
  } catch {
    return undefined;
  }
}

function resolved(address: string, base: string): string {
  try {
    return new URL(address, base).href;
  } catch {
    return address;
  }
}
