import { isSlotRule, type SlotRule } from '../../contract/storefront.ts';
import { FILL, findSlots, readPlaces, type Place, type Slot } from '../slots/find-slots.ts';
import { createList, type List } from './arrange.ts';
import { isPage } from './match-page.ts';
import { readList } from './read-list.ts';
import { findAll } from './selectors.ts';
import { readRules } from './site-rules.ts';
import type { Storefront, StorefrontHost } from './storefront.ts';

interface Kept {
  readonly rule: SlotRule | undefined;
  readonly list: List;
  readonly end: () => void;
}

/**
 * The slots of `site.slots`, and those of the page's attributes, each with what it takes to order it: who keeps its nodes and
 * how they are laid out is found out here. A slot that stands in both is one, under the name in the page.
 */
export function openSiteSlots({ site, boundary, now, look }: StorefrontHost): Storefront['slots'] {
  const lists = new Map<Element, Kept>();

  const listOf = (element: HTMLElement, rule: SlotRule | undefined): List => {
    const known = lists.get(element);
    if (known && (known.rule === rule || readPlaces(element).length > 0)) return known.list;
    known?.end();
    const own = boundary.fork();
    const readNodes = (): Place[] => {
      const marked = readPlaces(element);
      return marked.length > 0 || !rule ? marked : readList(element, rule, site());
    };
    const naming = rule?.itemId?.attribute;
    const list = createList({
      element,
      readNodes,
      way: rule?.arrange ?? 'auto',
      naming: naming ? [naming] : [],
      boundary: own,
      now,
      look,
    });
    const end = (): void => {
      own.end();
      lists.delete(element);
    };
    // a list that was put back is one that nobody has looked at yet
    const restore = (): void => {
      list.arrange.restore();
      end();
    };
    const kept = { ...list, arrange: { ...list.arrange, restore } };
    lists.set(element, { rule, list: kept, end });
    return kept;
  };

  return (mode: 'rank' | 'fill'): readonly Slot[] => {
    const rules = readRules(site(), 'slots', isSlotRule).filter(({ match }) => isPage(match));
    for (const [element, { end }] of lists) if (!element.isConnected) end();
    const slots = new Map<Element, { slot: Slot; rule?: SlotRule }>();
    for (const slot of mode === 'rank' ? findSlots() : findSlots(FILL)) slots.set(slot.element, { slot });
    for (const rule of rules) {
      const { id, container, limit = Infinity, mode: ruled = 'rank' } = rule;
      if (ruled !== mode) continue;
      let count = 0;
      for (const element of findAll(document, container)) {
        if (!(element instanceof HTMLElement)) continue;
        count++;
        const marked = slots.get(element);
        if (marked) marked.rule ??= rule;
        else if (!element.matches(`[data-aisle-slot]`)) {
          slots.set(element, {
            rule,
            slot: { id: count > 1 ? `${id}-${count}` : id, element, limit, read: () => readPlaces(element) },
          });
        }
      }
    }
    if (mode === 'fill') return [...slots.values()].map(({ slot }) => slot);
    return [...slots.values()].flatMap(({ slot, rule }) => {
      const { isReady, read, arrange } = listOf(slot.element, rule);
      return isReady() ? [{ ...slot, read, arrange }] : [];
    });
  };
}
