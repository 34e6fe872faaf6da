import { isThere, listSources } from './find-sources.ts';
import { FIRST_LOOK_MS, LAST_LOOK_MS } from './limits.ts';
import type { RoomHost } from './room.ts';

/**
 * Keeps `host.sources` for `data-consent`, a list of words: sources by name, `auto` for all that show on the page within a
 * minute. Has the host review at once, whenever somebody may have turned up, and when the page has loaded.
 */
export function watchSources(host: RoomHost, consent: string): void {
  const { sources } = host;
  const isAuto = consent.includes('auto');
  const find = (event?: Partial<CustomEvent>): void => {
    // as a module vanilla-cookieconsent has no global, and fires before anybody can ask it
    if (event?.detail) {
      host.seen = event as CustomEvent;
      if (isAuto) sources.add('vanilla-cookieconsent');
    }
    if (isAuto) for (const [name, , path] of listSources()) if (isThere(path)) sources.add(name);
    host.review();
  };
  for (const word of consent.split(/\s+/)) if (!['auto', 'manual', 'dnt', ''].includes(word)) sources.add(word);
  for (const type of ['cc:onConsent', 'cc:onChange', 'load']) addEventListener(type, find);
  if (isAuto) for (let ms = FIRST_LOOK_MS; ms <= LAST_LOOK_MS; ms *= 2) setTimeout(find, ms);
  find();
}
