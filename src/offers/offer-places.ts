import { MAX_NAME_LENGTH } from '../../contract/limits.ts';
import type { OfferView } from '../../contract/living-calls.ts';
import type { Boundary } from '../sdk/boundary.ts';

const PLACE = '[data-aisle-offer]';

/** Where a page shows an offer: an element of its own, or its listener. */
export type Place = HTMLElement | 'listener';

/** What of a page has room for offers. */
export interface OfferPlaces {
  /** The first free place that an offer may stand in, the page's elements in their order before its listener. */
  free(view: OfferView): Place | undefined;
  take(place: Place): void;
  leave(place: Place): void;
}

/** `hasListener`: whether the page would show offers itself. */
export function createOfferPlaces(hasListener: () => boolean, { onEnd }: Boundary): OfferPlaces {
  const taken = new Set<Place>();
  const isFree = (element: HTMLElement, slots: OfferView['slots']): boolean => {
    const name = (element.dataset['aisleOffer'] ?? '').slice(0, MAX_NAME_LENGTH);
    return !taken.has(element) && (!slots || slots.includes(name)) && element.getClientRects().length > 0;
  };
  return {
    free({ slots }) {
      for (const element of document.querySelectorAll<HTMLElement>(PLACE)) {
        if (!isFree(element, slots)) continue;
        announce(element);
        return element;
      }
      // an offer for places of the page's own is nothing without them
      return hasListener() && !slots && !taken.has('listener') ? 'listener' : undefined;
    },
    take: (place) => void taken.add(place),
    leave: (place) => void taken.delete(place),
  };

  /** What appears in it later a screen reader says, when it has nothing else to say. */
  function announce(element: HTMLElement): void {
    if (element.hasAttribute('aria-live')) return;
    element.setAttribute('aria-live', 'polite');
    onEnd(() => element.removeAttribute('aria-live'));
  }
}
