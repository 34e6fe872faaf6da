import type { StorefrontHost } from './storefront.ts';

/** Hashes of what this build's storefront may bring, by name, for `integrity`; put in by the build. */
declare const AISLE_PARTS: Readonly<Record<string, string>>;

/** Brings `aisle-NAME.js`, which `src/storefront/NAME.chunk.ts` or a source is built into; `take` gets what it hands over. */
export function bringPart({ add }: Pick<StorefrontHost, 'add'>, name: string, take: (part: never) => void): void {
  // a shop that builds its own scripts pins them itself
  const integrity = typeof AISLE_PARTS === 'undefined' ? undefined : AISLE_PARTS[name];
  add(name, take, integrity ? { integrity } : {});
}
