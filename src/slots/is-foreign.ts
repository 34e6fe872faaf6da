/** Where a page made on a server, or by a template in it, stands until its framework has taken it over. */
const TAKEN_OVER = '#root,#app,#__next,#__nuxt,#___gatsby,[data-server-rendered],[data-reactroot],astro-island[ssr]';

/**
 * Whether the children of `list` are somebody else's to order, so that moving them may break the page or show nothing: a
 * framework keeps them, or will, or they are not laid out in the order they stand in. The storefront knows what to do then.
 */
export function isForeign(list: Element): boolean {
  const child = list.firstElementChild;
  if (!child) return false;
  const { flexDirection, columnCount } = getComputedStyle(list);
  // frameworks leave themselves notes on their nodes, or on the root around these
  for (let node: Node | null = child; node; node = node.parentNode) {
    if (Object.keys(node).some((key) => key.startsWith('_'))) return true;
  }
  return (
    !!list.closest(TAKEN_OVER) ||
    getComputedStyle(child).position === 'absolute' ||
    /reverse/.test(flexDirection) ||
    Number(columnCount) > 1
  );
}
