import type { Mix } from './hybrid.ts';

/** One part alone, for the trainer's comparison of methods; `hybrid` mixes them, `refined` is what the bundle's refiner makes of it. */
export type Method = 'popular' | 'collaborative' | 'content' | 'hybrid' | 'refined';

/** The mixture that is one part alone; undefined for the methods that mix. */
export function mixAlone(method: Method): Mix | undefined {
  const none: Mix = { collaborative: 0, content: 0, popularity: 0 };
  if (method === 'popular') return { ...none, popularity: 1 };
  return method === 'collaborative' || method === 'content' ? { ...none, [method]: 1 } : undefined;
}
