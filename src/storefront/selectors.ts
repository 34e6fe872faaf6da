import { tellIntegrator } from '../loader/tell-integrator.ts';
/** A page may hold any number of shadow roots; more than that are a page that does nothing else. */
const MAX_ROOTS = 4_000;
const MAX_SAMPLE = 600;
const SAMPLED_CHILDREN = 8;

/** One alternative of a list, in the steps between its ` >>> `. */
type Steps = readonly string[];

const parsed = new Map<string, readonly Steps[]>();
const told = new Set<string>();

/**
 * The elements that `selector` finds in `root`, each once. CSS, and ` >>> ` steps into the open shadow root of what stands
 * before it, or, where that holds no match, into those further in; a leading `>>> ` into that of `root` itself, of a document
 * into all of them. `> li` is a child of `root`, `+ dd` and `~ dd` stand in what follows it. A closed root cannot be seen by anybody. Never throws: an invalid selector finds nothing, and one error in
 * the console says so.
 */
export function findAll(root: ParentNode, selector: string): Element[] {
  const found = guarded(selector, () => parse(selector).flatMap((steps) => walk(root, steps, query))) ?? [];
  return found.length > 1 ? [...new Set(found)] : found;
}

/** The first of them; of `a, b >>> c` the first of the first alternative that finds one. */
export function findFirst(root: ParentNode, selector: string): Element | undefined {
  return guarded(selector, () => {
    for (const steps of parse(selector)) {
      const [found] = walk(root, steps, queryOne);
      if (found) return found;
    }
  });
}

/** Whether `element` is what `selector` finds, seen from the document. */
export function isMatch(element: Element, selector: string): boolean {
  return (
    guarded(selector, () =>
      parse(selector).some((steps) => {
        const last = steps.at(-1)!;
        // what is seen from another element cannot be told by itself
        if (!last || /^[+~]/.test(steps[0] || last) || !element.matches(last)) return false;
        // what stands before must be the hosts around it, the nearest first
        let host = hostOf(element);
        for (const step of steps.slice(0, -1).toReversed()) {
          while (host && !host.matches(step || '*')) host = hostOf(host);
          if (!host) return false;
          host = hostOf(host);
        }
        return true;
      }),
    ) ?? false
  );
}

/** Whether `selector` can be used at all. Says nothing. */
export function isSelector(selector: string): boolean {
  try {
    const scratch = document.createDocumentFragment();
    return parse(selector).every((steps) =>
      steps.every((step, index) =>
        step ? !scratch.querySelector(step.replace(/^[+~]/, '')) : index === 0 && steps.length > 1,
      ),
    );
  } catch {
    return false;
  }
}

/** Its parent, or the host of the shadow root that it stands in. */
export function parentOf(element: Element): Element | undefined {
  return element.parentElement ?? hostOf(element);
}

/**
 * Every open shadow root in `root`, at any depth, outer ones first: those of custom elements, or, `isThorough`, also those that
 * a script gave to a plain `div`. That costs ten times as much, since every element has to be brought into the script's world.
 */
export function shadowRootsIn(root: ParentNode, isThorough = false): ShadowRoot[] {
  const roots: ShadowRoot[] = [];
  const visit = (within: ParentNode): void => {
    for (const { shadowRoot } of isThorough ? within.querySelectorAll('*') : customElementsIn(within)) {
      if (shadowRoot && roots.length < MAX_ROOTS) {
        roots.push(shadowRoot);
        visit(shadowRoot);
      }
    }
  };
  visit(root);
  return roots;
}

/**
 * Whether custom elements stand in `root`, as far as a sample shows: of each element the first few children, since lists
 * repeat themselves. To look at all of a long page costs more than a page without any should pay.
 */
export function hasCustomElements(root: ParentNode): boolean {
  const sample: Element[] = [];
  const take = ({ children }: ParentNode): void => {
    const last = children.length - 1;
    for (let at = 0; at <= last && at < SAMPLED_CHILDREN; at++) sample.push(children[at]!);
    if (last >= SAMPLED_CHILDREN) sample.push(children[last]!);
  };
  take(root);
  for (let at = 0; at < sample.length && at < MAX_SAMPLE; at++) {
    const element = sample[at]!;
    if (isCustom(element) || element.shadowRoot) return true;
    if (element.localName !== 'head') take(element);
  }
  return false;
}

/** Elements in `root` whose name has a hyphen; CSS cannot say that, XPath can. */
function customElementsIn(root: ParentNode): readonly Element[] {
  const found: Element[] = [];
  // a shadow root is no node that XPath starts from
  const tops = root instanceof ShadowRoot ? [...root.children] : [root];
  for (const top of tops) {
    try {
      if (top !== root && isCustom(top as Element)) found.push(top as Element);
      const path = './/*[contains(name(),"-")]';
      const list = document.evaluate(path, top, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
      for (let at = 0; at < list.snapshotLength; at++) found.push(list.snapshotItem(at) as Element);
    } catch {
      found.push(...[...top.querySelectorAll('*')].filter(isCustom));
    }
  }
  return found;
}

export function isCustom(element: Element): boolean {
  return element.localName.includes('-');
}

type Query = (root: ParentNode, selector: string) => Iterable<Element>;
const query: Query = (root, selector) =>
  /^[+~]/.test(selector) ? besides(root, selector) : root.querySelectorAll(selector);
const queryOne: Query = (root, selector) => {
  if (/^[+~]/.test(selector)) return besides(root, selector).slice(0, 1);
  const found = root.querySelector(selector);
  return found ? [found] : [];
};

/** What `+ dd` or `~ dd b` finds: in the next sibling, or in all that follow. */
function besides(root: ParentNode, selector: string): Element[] {
  const rest = selector.slice(1).trim();
  const found: Element[] = [];
  for (let at = (root as Partial<Element>).nextElementSibling; at; at = at.nextElementSibling) {
    if (at.matches(rest)) found.push(at);
    found.push(...at.querySelectorAll(rest));
    if (selector.startsWith('+')) break;
  }
  return found;
}

function walk(root: ParentNode, [first, ...inner]: Steps, last: Query): Element[] {
  const next = inner[0];
  if (next === undefined) return first ? [...last(root, first)] : [];
  // a leading step is the element itself; a document has no root of its own, and stands for all that are in it
  const hosts: ParentNode[] = first ? [...query(root, first)] : [root];
  return hosts.flatMap((host) => {
    const own = (host as Partial<Element>).shadowRoot;
    const found = own ? walk(own, inner, last) : [];
    return found.length > 0 ? found : shadowRootsIn(own ?? host, true).flatMap((further) => walk(further, inner, last));
  });
}

function hostOf(element: Element): Element | undefined {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : undefined;
}

function guarded<T>(selector: string, find: () => T): T | undefined {
  try {
    return find();
  } catch {
    if (!told.has(selector)) tellIntegrator(`"${selector}" is no CSS selector and finds nothing`);
    told.add(selector);
    return undefined;
  }
}

function parse(selector: string): readonly Steps[] {
  let alternatives = parsed.get(selector);
  if (!alternatives) {
    alternatives = (selector.includes('>>>') ? split(selector) : [selector]).map((alternative) =>
      alternative.split('>>>').map(toStep),
    );
    parsed.set(selector, alternatives);
  }
  return alternatives;
}

/** `> li` is meant of the element that it is looked for in. */
function toStep(step: string): string {
  const trimmed = step.trim();
  return trimmed.startsWith('>') ? `:scope ${trimmed}` : trimmed;
}

/** At the commas that stand in no brackets and no quotes. */
function split(selector: string): string[] {
  const parts = [''];
  let depth = 0;
  let quote = '';
  for (const sign of selector) {
    if (quote) quote = sign === quote ? '' : quote;
    else if (/["']/.test(sign)) quote = sign;
    else if (/[([]/.test(sign)) depth++;
    else if (/[)\]]/.test(sign)) depth--;
    if (sign === ',' && depth === 0 && !quote) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts;
}
