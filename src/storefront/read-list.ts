import type { Site } from '../../contract/site.ts';
import type { SlotRule } from '../../contract/storefront.ts';
import { MAX_PLACES, type Place } from '../slots/find-slots.ts';
import { itemsOfCards } from './card-items.ts';
import { toItem } from './ids.ts';
import { readValues } from './read-rule.ts';
import { findAll, isMatch, parentOf } from './selectors.ts';

/** What a list holds beside its items. */
const FURNITURE = 'template,script,style,link,noscript,[hidden]';

interface Found {
  readonly element: Element;
  readonly id: string;
  readonly also?: string[] | undefined;
}

/**
 * The items of a list by its rule, in the order of the document. What moves is what stands highest in the list and holds one
 * item alone, at the same depth for all: the card of a grid, the column that is a card's in a grid of rows. What holds no item
 * keeps its place.
 */
export function readList(container: Element, rule: SlotRule, site: Site): Place[] {
  const found = readItems(container, rule, site);
  const chains = found.map(({ element }) => chainOf(element, container));
  const depth = depthOf(found, chains);
  const places = new Map<Element, Place>();
  found.forEach(({ id, also, element }, at) => {
    const node = chains[at]![Math.min(depth, chains[at]!.length - 1)]!;
    const isPinned = (pinned: Element): boolean => isMatch(pinned, rule.pin!);
    if (!places.has(node))
      places.set(node, {
        id,
        also,
        node,
        pinned: !!rule.pin && (isPinned(element) || isPinned(node) || !!findAll(node, rule.pin)[0]),
      });
  });
  return [...places.values()];
}

function readItems(container: Element, { item, itemId }: SlotRule, site: Site): Found[] {
  const matches = item === undefined ? childrenOf(container) : findAll(container, item);
  const all = new Set(matches);
  // of nested matches the outer is the item
  const elements = matches
    .filter((element) => {
      for (let at = parentOf(element); at && at !== container; at = parentOf(at)) if (all.has(at)) return false;
      return !element.matches(FURNITURE);
    })
    .slice(0, MAX_PLACES);
  const read = itemId && elements.map((element) => toItem(readValues(element, itemId)));
  const items = read?.some(Boolean) ? read : itemsOfCards(elements, site);
  return elements.flatMap((element, at) => {
    const found = items[at];
    return found ? [{ element, id: found.id, also: found.also }] : [];
  });
}

/** The children of a list, or of the one element in it that holds them all: a table's body, a carousel's track. */
function childrenOf(container: Element): Element[] {
  const [only, ...more] = [...container.children].filter(
    (child) => !child.matches(`${FURNITURE},thead,tfoot,caption,colgroup`),
  );
  if (!only) return [];
  return more.length === 0 && only.children.length > 1 ? childrenOf(only) : [only, ...more];
}

/** What stands around an item, from the list's child down to the item. */
function chainOf(item: Element, container: Element): Element[] {
  const chain: Element[] = [];
  for (let at: Element | undefined = item; at && at !== container; at = parentOf(at)) chain.unshift(at);
  return chain;
}

/** The highest at which nothing holds two items. */
function depthOf(found: readonly Found[], chains: readonly Element[][]): number {
  const deepest = Math.max(0, ...chains.map(({ length }) => length - 1));
  for (let depth = 0; depth < deepest; depth++) {
    const ids = new Map<Element, string>();
    const isAlone = chains.every((chain, at) => {
      const holder = chain[Math.min(depth, chain.length - 1)]!;
      const { id } = found[at]!;
      const held = ids.get(holder) ?? id;
      ids.set(holder, id);
      return held === id;
    });
    // one that holds all of them is no place of one
    if (isAlone && (ids.size > 1 || found.length === 1)) return depth;
  }
  return deepest;
}
