import type { PriceHint } from './currencies.ts';
import { productsOf, type Described } from './schema-org.ts';
import type { Thing } from './things.ts';

/** How things are written into markup: microdata and RDFa. */
const FORMS = [
  { scope: 'itemscope', type: 'itemtype', property: 'itemprop' },
  { scope: 'typeof', type: 'typeof', property: 'property' },
] as const;
const VALUES: Readonly<Record<string, string>> = {
  a: 'href',
  area: 'href',
  link: 'href',
  img: 'src',
  data: 'value',
  meter: 'value',
  time: 'datetime',
};
const MAX_SCOPES = 24;
const MAX_ELEMENTS = 2_000;
const MAX_TEXT = 500;
const MAX_DEPTH = 6;

type Form = (typeof FORMS)[number];

/**
 * What microdata and RDFa in `root` say of products. Of many products only those around a heading of the page are read: the
 * others are cards of a list.
 */
export function readMicrodata(root: ParentNode, hint: PriceHint = {}): Described {
  const things = FORMS.flatMap((form) => {
    const all = [...root.querySelectorAll(`[${form.scope}]`)];
    const scopes = all.length > MAX_SCOPES ? mainScopes(root, form) : all;
    const budget = { left: MAX_ELEMENTS };
    return scopes
      .filter((scope) => !scope.hasAttribute(form.property) || !scope.parentElement?.closest(`[${form.scope}]`))
      .map((scope) => toThing(scope, form, budget));
  });
  return productsOf(things, hint);
}

/** The outermost things around the headings of a page, and what is called its main one. */
function mainScopes(root: ParentNode, { scope, property }: Form): Element[] {
  const within = [...root.querySelectorAll(`h1,[${property}~=mainEntity]`)].slice(0, MAX_SCOPES);
  const found = new Set<Element>();
  for (const element of within) {
    for (let at = element.closest(`[${scope}]`); at; at = at.parentElement?.closest(`[${scope}]`) ?? null)
      found.add(at);
  }
  return [...found];
}

function toThing(scope: Element, form: Form, budget: { left: number }, depth = 0): Thing {
  const found: Record<string, unknown[]> = { '@type': (scope.getAttribute(form.type) ?? '').split(/\s+/) };
  const id = scope.getAttribute('itemid') ?? scope.getAttribute('resource') ?? scope.getAttribute('about');
  if (id) found['@id'] = [id];
  const visit = (element: Element): void => {
    if (budget.left-- < 0) return;
    const names = element.getAttribute(form.property);
    const isScope = element.hasAttribute(form.scope);
    if (names) {
      const value = isScope && depth < MAX_DEPTH ? toThing(element, form, budget, depth + 1) : valueOf(element);
      for (const name of names.trim().split(/\s+/)) {
        const key = name.replace(/^.*[/#:]/s, '');
        // a name that every object has is no property of a product
        if (key && !(key in Object.prototype)) (found[key] ??= []).push(value);
      }
    }
    if (!isScope) for (const child of element.children) visit(child);
  };
  for (const child of scope.children) visit(child);
  const references = scope.getAttribute('itemref')?.trim().split(/\s+/).slice(0, 16) ?? [];
  for (const reference of references) {
    const element = document.getElementById(reference);
    if (element && !element.contains(scope)) visit(element);
  }
  return found;
}

function valueOf(element: Element): string {
  const name = VALUES[element.localName];
  const value = element.getAttribute('content') ?? (name && element.getAttribute(name)) ?? element.textContent ?? '';
  return value.trim().slice(0, MAX_TEXT);
}
