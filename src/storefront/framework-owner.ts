/** How long a page that a server has rendered may wait for its framework. */
export const PATIENCE_MS = 5_000;
/** How long after the load event a page with the usual root of a framework, and no sign of one, is taken for one without. */
const QUIET_MS = 500;

/** What a server has rendered for a framework to take over. */
const RENDERED =
  '#__next,#__nuxt,#___gatsby,[data-server-rendered],[data-reactroot],[ng-server-context],astro-island[ssr]';
const NEXT = 'script[src*="/_next/"]';
/** Roots of frameworks by their usual names: with and without a server. */
const ROOT = '#root,#app,#react-root,#app-root,app-root,#svelte,#main-app';
const VUE = '__vue_app__';
/** Nodes of frameworks that say so in their markup. */
const MARKED =
  '[data-v-app],[ng-version],[ng-app],.ng-scope,[q\\:container],.ember-application,[class*="svelte-"],[data-hk],[data-bind*="foreach"]';
/** Lists of which only what is in view stands on the page. */
const VIRTUAL =
  '[data-virtuoso-scroller],[data-viewport-type],.vue-recycle-scroller,.ReactVirtualized__Grid,cdk-virtual-scroll-viewport';
/** Notes that frameworks leave on the nodes that they keep: React, Preact, Vue, Angular, Svelte, Alpine, Stencil. */
const NOTES =
  /^(__react(Fiber|Internal|Props)|__k$|__v|_vnode$|__ngContext|__svelte|__(click|className|e)$|\$\$|_x_|s-hn)/;
/** Those on the root of a tree, all of which is kept. */
const ROOT_NOTES = /^(__vue|_vnode$|__k$|_\$litPart|ng339$)/;
const REACT_NOTES = /^(__react|_reactRoot)/;

/**
 * Who keeps the nodes of a list: nobody, a framework, or one that has not yet taken over its page; `virtual`: one that puts
 * there only what is in view.
 */
export type Owner = 'none' | 'framework' | 'pending' | 'virtual';

/** `ageMs` is how long the list is known. */
export function ownerOf(node: Element, ageMs: number): Owner {
  if (node.closest(VIRTUAL)) return 'virtual';
  if (node.closest('astro-island[ssr]')) return 'pending';
  if (keysOf(node).some((key) => NOTES.test(key)) || node.closest(MARKED)) {
    return isNuxtHydrating(node) ? 'pending' : 'framework';
  }
  // a tree ends at its shadow root: whoever keeps the host does not keep what is in it
  for (let around: Node | null = node.parentNode; around; around = around.parentNode) {
    const keys = keysOf(around);
    if (keys.some((key) => ROOT_NOTES.test(key))) return isNuxtHydrating(node) ? 'pending' : 'framework';
    // React notes itself on every node that it keeps, on what is within before what is around. One without a note in one
    // with: the page has put it there; in the root, or between the marks of what may come later: not yet
    if (keys.some((key) => REACT_NOTES.test(key))) {
      return keys.some((key) => NOTES.test(key)) && !isInBoundary(node, around) ? 'none' : 'pending';
    }
  }
  if (node.closest(RENDERED)) return 'pending';
  if (ageMs > PATIENCE_MS) return 'none';
  const isQuiet = document.readyState === 'complete' && ageMs > QUIET_MS;
  return document.querySelector(NEXT) || hasMarks(node) || (node.closest(ROOT) && !isQuiet) ? 'pending' : 'none';
}

/** Whether it stands in a list as servers render them for Vue and Svelte, between comments. */
function hasMarks({ parentNode }: Element): boolean {
  return [...(parentNode?.childNodes ?? [])].some(
    (node) => node.nodeType === Node.COMMENT_NODE && node.nodeValue === '[',
  );
}

function keysOf(node: Node): string[] {
  return Object.keys(node);
}

/** Between the comments by which React marks what may be taken over later. */
function isInBoundary(node: Node, around: Node): boolean {
  for (let at: Node | null = node; at && at !== around; at = at.parentNode) {
    for (let before = at.previousSibling; before; before = before.previousSibling) {
      if (before.nodeType === Node.COMMENT_NODE && /^\/?[$&]/.test(before.nodeValue ?? '')) {
        if (before.nodeValue?.startsWith('/')) break;
        return true;
      }
    }
  }
  return false;
}
/** Nuxt takes over in steps, the root first. */
function isNuxtHydrating(node: Element): boolean {
  const root = node.closest('#__nuxt') as { [VUE]?: { $nuxt?: { isHydrating?: boolean } } } | null;
  return !!root?.[VUE]?.$nuxt?.isHydrating;
}
