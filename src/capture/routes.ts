import type { Boundary } from '../sdk/boundary.ts';

/**
 * Parameters that make no other page of a path: where somebody came from (`utm_`, `gclid` and its like, `ref`, Shopify's
 * `_pos` and `pr_rec_id`), how a list is sorted, cut and paged, which variant of a product is chosen.
 */
const NOISE =
  /^(_|utm_|mc_|pr_|gad_|hsa_|mtm_|pk_|(\w*clk?id|[gw]braid|srsltid|ref|sort\w*|order(_?by)?|dir|p|paged?|(per_?)?page|limit|offset|start|view|variant|colou?r|size)$)/i;

interface Navigating {
  readonly navigation?: EventTarget;
}

interface Navigated extends Event {
  readonly navigationType?: string | null;
}

/** The browser's Navigation API, where it has one. */
export function navigationOf(): EventTarget | undefined {
  return (globalThis as Navigating).navigation;
}

/**
 * What of a URL says which page of a shop it is: its path, the parameters that are no noise, and a fragment that is a route
 * (`#/cart`, `#!/cart`), read in the same way.
 */
export function toRoute(given: string): string {
  try {
    const { pathname, searchParams, hash } = new URL(given, location.href);
    const query = [...searchParams].filter(([name]) => !NOISE.test(name)).map(String);
    const inner = /^#!?(\/.*)/.exec(hash)?.[1];
    // what a list is continued under is no other page either, nor is the list that a product of Shopify's was opened from
    const path = pathname.replace(/(\/page\/\d+)?\/*$/, '').replace(/\/collections\/[^/]+(?=\/products\/)/, '');
    return [path, ...query.toSorted(), inner && toRoute(inner)].join(' ');
  } catch {
    return given;
  }
}

/**
 * Calls `onChange` when the page's URL is no longer `href` without a new document, and says whether it is another route now:
 * undefined where a script has replaced no more than the query, to write down what is chosen on the page. Patches nothing:
 * what the Navigation API does not tell is seen by the function that comes back, which looks again.
 */
export function watchRoutes(
  { listen }: Boundary,
  href: string,
  onChange: (isOther: boolean | undefined) => unknown,
): () => void {
  let route = toRoute(href);
  let path = pathOf();
  const look = (event?: Navigated): void => {
    if (href === location.href) return;
    ({ href } = location);
    const former = [route, path];
    route = toRoute(href);
    path = pathOf();
    const isNoted = event?.navigationType === 'replace' && path === former[1];
    onChange(isNoted ? undefined : route !== former[0]);
  };
  listen(window, 'popstate hashchange', look);
  const navigation = navigationOf();
  if (navigation) listen(navigation, 'currententrychange', look);
  return () => look();
}

/** The route without its query. */
function pathOf(): string {
  return toRoute(location.pathname + location.hash);
}
