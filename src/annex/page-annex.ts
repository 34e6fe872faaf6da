import { captureDetails } from '../capture/details.ts';
import { createFillSlots } from '../slots/fill-slots.ts';
import { rank, recommend } from './decisions.ts';
import { completeDraft } from './complete-draft.ts';

/**
 * What few pages need of Aisle, in a script of its own that the SDK brings when one does: carts, orders and searches, fill
 * slots, and the calls that order or choose items for a page's own scripts.
 */
export const pageAnnex = { captureDetails, createFillSlots, completeDraft, rank, recommend } as const;

export type PageAnnex = typeof pageAnnex;
