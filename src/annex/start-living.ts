import type { Visit } from '../sdk/visit.ts';

/** Tells the page of segments and offers from now on, once a visit. */
export function startLiving(_visit: Visit): void {
  // the offers room comes here
}
