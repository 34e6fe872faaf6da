import type { Announce } from './announcements.ts';

/** What a page has under a name; undefined also where asking throws. */
export function globalOf(name: string): unknown {
  return keyOf(window, name);
}

/** What an object or function of the page has under `key`. Never throws. */
export function keyOf(of: unknown, key: string): unknown {
  try {
    return of === null || of === undefined ? undefined : (of as Readonly<Record<string, unknown>>)[key];
  } catch {
    return undefined;
  }
}

interface JQueryLike {
  on(types: string, hear: (...args: unknown[]) => void): unknown;
  off(types: string, hear: (...args: unknown[]) => void): unknown;
}

/**
 * Hears `type` of the page's jQuery on `target`, where there is one; each of several hears for itself. `hear` gets what the
 * event was triggered with.
 */
export function hearJQuery(
  announce: Announce,
  target: Node,
  type: string,
  hear: (...args: unknown[]) => unknown,
): void {
  const jQuery = globalOf('jQuery');
  const wrap = jQuery as (target: Node) => JQueryLike;
  const handle = announce.hear((_: unknown, ...args: unknown[]) => hear(...args));
  if (typeof jQuery === 'function')
    announce.once(jQuery, type, () => {
      wrap(target).on(type, handle);
      return () => wrap(target).off(type, handle);
    });
}

/** The element in a jQuery object, or the element itself. */
export function elementIn(given: unknown): Element | undefined {
  const first = given instanceof Element ? given : keyOf(given, '0');
  return first instanceof Element ? first : undefined;
}
