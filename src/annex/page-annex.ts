import { captureDetails } from '../capture/details.ts';
import { createFillSlots } from '../slots/fill-slots.ts';
import { answer } from './answer.ts';
import { bringPanel } from './bring-panel.ts';
import { rank, recommend } from './decisions.ts';
import { askOf } from '../capture/ask.ts';
import { startLiving } from './start-living.ts';
import { bringDebug } from './bring-debug.ts';
import { trackSearch } from './track-search.ts';

/**
 * What few pages need of Aisle, in a script of its own that the SDK brings when one does: carts, orders and searches, fill
 * slots, the way to the privacy panel, and the calls of a page's own scripts that order or choose items, or concern the profile.
 */
export const pageAnnex = {
  captureDetails,
  createFillSlots,
  askOf,
  trackSearch,
  bringDebug,
  rank,
  recommend,
  answer,
  bringPanel,
  startLiving,
} as const;

export type PageAnnex = typeof pageAnnex;
