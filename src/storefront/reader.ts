import type { EventDraft } from '../capture/draft.ts';
import type { Storefront } from './storefront.ts';

/**
 * One way of reading a shop: its own rules, the markup of a platform, or what shops have in common. What it leaves out, or
 * knows nothing of, the next one is asked.
 */
export interface Reader extends Partial<Omit<Storefront, 'slots' | 'hear'>> {
  /** `null`: known, and nothing is to be said of it now. */
  hear?(event: Event, path: readonly Element[]): EventDraft | null | undefined;
}
