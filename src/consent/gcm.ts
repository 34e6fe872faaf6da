import type { ConnectSource, Said } from './source.ts';
import { isUntouched } from './untouched.ts';
import { watch } from './watch.ts';

/** One entry of a data layer, `gtag('consent', 'default' | 'update', values)`: an `arguments` object, or a list. */
type Entry = readonly [command?: unknown, action?: unknown, values?: Readonly<Record<string, unknown>>];

/** A data layer of another name than `dataLayer` is named by the URL of the script that reads it. */
const LAYER_NAME = /\/(?:gtm\.js|gtag\/js)\?(?:.*&)?l=([\w$]+)/;

/**
 * Listens to Google's Consent Mode, version 2, which has no way to be asked: its commands are read from the data layer. The
 * layer's `push` is not touched, since every tag manager wraps it and some put their own back. The end of the layer is
 * looked at four times a second instead. It is found again by its last entry, not by its length: tag managers cut
 * the layer's start off, and shops put another list in its place.
 *
 * An `update` is the shopper's choice. A `default` is the shop's word, and no shopper's: one that denies leaves a purpose
 * pending until an update, and one that grants leaves it unasked, so that `data-policy="opt-out"` allows it and `opt-in` does
 * not. A default for some regions counts for every shopper, as nobody here knows where they are; and while a default waits
 * for an update (`wait_for_update`, ms) nothing is allowed by silence. Of a signal that nobody sets nothing is said: most
 * shops set those for advertising and analytics alone, and ask for the rest in other ways.
 */
export const connectGcm: ConnectSource = (report) => {
  const said: Record<string, Said | undefined> = {
    personalization_storage: undefined,
    functionality_storage: undefined,
    analytics_storage: undefined,
  };
  const ends = new Map<string, unknown>([['dataLayer', undefined]]);
  let scripts = 0;
  let isHeard = false;
  let waitsUntil = 0;

  const hear = (action: unknown, values: Readonly<Record<string, unknown>>): void => {
    const isUpdate = action === 'update';
    if (!isUpdate && action !== 'default') return;
    waitsUntil = performance.now() + (Number(values['wait_for_update']) || 0);
    for (const name in said) {
      const value = values[name];
      if (value !== 'granted' && value !== 'denied') continue;
      if (isUpdate) said[name] = value;
      else if (!said[name] || said[name] === 'unasked') said[name] = value === 'denied' ? 'pending' : 'unasked';
    }
    isHeard = true;
  };
  const read = (name: string): void => {
    const layer = (globalThis as unknown as Record<string, ArrayLike<Entry> | undefined>)[name] ?? [];
    const end = layer[layer.length - 1];
    if (end === ends.get(name)) return;
    const entries = Array.from(layer);
    for (const entry of entries.slice(entries.lastIndexOf(ends.get(name) as Entry) + 1)) {
      try {
        if (entry[0] === 'consent') hear(entry[1], entry[2]!);
      } catch {
        // what one push holds must not hide the next
      }
    }
    ends.set(name, end);
  };
  const now = (name: string): Said | undefined =>
    said[name] === 'unasked' && performance.now() < waitsUntil ? 'pending' : said[name];

  watch(
    () => {
      if (scripts !== document.scripts.length) {
        scripts = document.scripts.length;
        for (const { src } of document.scripts) {
          const name = LAYER_NAME.exec(src)?.[1];
          if (name && !ends.has(name)) ends.set(name, undefined);
        }
      }
      for (const name of ends.keys()) read(name);
      const [personalisation, functionality] = [now('personalization_storage'), now('functionality_storage')];
      const isHeld = functionality === 'denied' || (functionality === 'pending' && personalisation !== 'denied');
      // a word for each or none, so that two looks can be compared
      return isHeard && [isHeld ? functionality : personalisation, now('analytics_storage')].join(' ');
    },
    (found) => {
      const [personalisation, measurement] = (found as string).split(' ') as [Said | '', Said | ''];
      const grants = {
        ...(personalisation && { personalisation, imports: personalisation }),
        ...(measurement && { measurement }),
      };
      report({ grants, stored: isUntouched() });
    },
  );
};
