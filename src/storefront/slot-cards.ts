import { isSlotRule, type SlotRule } from '../../contract/storefront.ts';
import { actionOf, controlOf } from './actions.ts';
import { isPage } from './match-page.ts';
import { isOpened } from './opened.ts';
import type { Reader } from './reader.ts';
import { readRuleItem } from './rule-item.ts';
import { findAll, isMatch } from './selectors.ts';
import { readRules } from './site-rules.ts';
import type { Card, StorefrontHost } from './storefront.ts';
import { toCard } from './to-card.ts';

/** An item of a list of `site.slots`. */
interface SlotPlace {
  readonly rule: SlotRule;
  readonly card: Element;
  readonly list: string;
  readonly position: number;
}

export interface SlotCards extends Reader {
  cards(): readonly Card[];
  /** Where in which list stands what the path of a click leads through. */
  placeOf(path: readonly Element[]): SlotPlace | undefined;
}

/** The items of the lists that `site.slots` names: cards, which a click opens. */
export function openSlotCards({ site }: Pick<StorefrontHost, 'site'>): SlotCards {
  const rules = (): readonly SlotRule[] =>
    readRules(site(), 'slots', isSlotRule).filter(({ match, mode }) => isPage(match) && mode !== 'fill');
  const itemOf = (card: Element, { itemId, container }: SlotRule) =>
    readRuleItem(card, { as: 'card', container, ...(itemId && { itemId }) }, site());

  const placeOf = (path: readonly Element[]): SlotPlace | undefined => {
    for (const rule of rules()) {
      const at = path.findIndex((element) => isMatch(element, rule.container));
      const container = path[at];
      if (!container) continue;
      const cards = cardsIn(container, rule);
      const position = cards.findLastIndex((card) => path.indexOf(card) >= 0 && path.indexOf(card) < at);
      const card = cards[position];
      if (card) return { rule, card, position, list: nameOf(container, rule) };
    }
  };
  return {
    placeOf,
    cards: () =>
      rules().flatMap((rule) =>
        findAll(document, rule.container).flatMap((container) =>
          cardsIn(container, rule).map((card, position) =>
            toCard(card, () => {
              const item = itemOf(card, rule);
              return item && { ...item, position, list: nameOf(container, rule) };
            }),
          ),
        ),
      ),
    hear(event, path) {
      if (event.type === 'submit') return undefined;
      const place = placeOf(path);
      const control = place && controlOf(path);
      if (!place || !isOpened(place.card, path) || (control && actionOf(control, path, false))) return undefined;
      const item = itemOf(place.card, place.rule);
      return item && { type: 'product_click', items: [item] };
    },
  };
}

function cardsIn(container: Element, { item }: SlotRule): Element[] {
  return item === undefined ? [...container.children] : findAll(container, item);
}

/** As the slot of the same rule is called. */
function nameOf(container: Element, { id, container: selector }: SlotRule): string {
  const index = findAll(document, selector).indexOf(container);
  return index > 0 ? `${id}-${index + 1}` : id;
}
