import type { OffersRoom, startOffers } from '../offers/start-offers.ts';
import type { Visit } from '../sdk/visit.ts';

/** Hash of this build's room for segments and offers, for `integrity`; put in by the build. */
declare const AISLE_OFFERS_INTEGRITY: string;

let told: Visit | undefined;
let room: OffersRoom | undefined;

/**
 * Tells the page of segments and offers from now on; called again for every route of the same visit. Where the script cannot be
 * had there are none on this page.
 */
export function startLiving(visit: Visit): void {
  if (told === visit) return room?.turn();
  told = visit;
  room = undefined;
  visit.options.host.add(
    'offers',
    (start: typeof startOffers) => {
      if (told === visit) room = start(visit);
    },
    { integrity: AISLE_OFFERS_INTEGRITY },
  );
}
