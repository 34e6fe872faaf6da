const URL_ATTRIBUTE = /^(href|src)$/;
/** Where a value of the bundle may stand; anything else that asks for one is dropped. */
const TEXT_ATTRIBUTE = /^(alt|title|value|datetime|content|id|for|name|class|aria-(label|description)|data-[\w-]+)$/;

type Values = Readonly<Record<string, string>>;

/**
 * A copy of a template's content with `{name}` replaced by each of `values`. They go in as text and through attribute setters
 * only, URLs with the schemes http and https only, so that nothing in a bundle is ever parsed as HTML or run. An element whose
 * text asks for one of `hiding` that is empty is hidden.
 */
export function fillTemplate(
  template: HTMLTemplateElement,
  values: Values,
  hiding: readonly string[],
): DocumentFragment {
  const placeholder = new RegExp(`\\{(${Object.keys(values).join('|')})\\}`, 'g');
  const base = template.ownerDocument.baseURI;
  // the clone stays in the template's inert document until it is whole, so no image is asked for by its placeholder
  const card = template.content.cloneNode(true) as DocumentFragment;
  const fill = (text: string): string => text.replace(placeholder, (_, field: string) => values[field]!);
  for (const element of card.querySelectorAll('*')) {
    // a copy, since what is dropped shortens the list
    const attributes = [...element.attributes];
    for (const { name, value } of attributes) {
      if (value.search(placeholder) < 0) continue;
      const isUrl = URL_ATTRIBUTE.test(name);
      // a placeholder that is the whole attribute is a URL; one within it is a piece of one and is escaped
      const isPiece = isUrl && !/^\{\w+\}$/.test(value.trim());
      const text = isPiece
        ? value.replace(placeholder, (_, field: string) => encodeURIComponent(values[field]!))
        : fill(isUrl ? value.trim() : value);
      if (isUrl ? isWeb(text, base) : TEXT_ATTRIBUTE.test(name)) element.setAttribute(name, text);
      else element.removeAttribute(name);
    }
    for (const node of element.childNodes) {
      const text = node.nodeValue ?? '';
      if (node.nodeType !== Node.TEXT_NODE || text.search(placeholder) < 0) continue;
      const isWanting = hiding.some((field) => text.includes(`{${field}}`) && !values[field]);
      // never the whole card
      if (isWanting && (element.parentElement || card.children.length > 1)) element.setAttribute('hidden', '');
      node.nodeValue = fill(text);
    }
  }
  return card;
}

/** Whether a text is an address that a page may link to, and nothing that runs. */
export function isWeb(url: string, base: string): boolean {
  try {
    return !!url && /^https?:$/.test(new URL(url, base).protocol);
  } catch {
    return false;
  }
}
