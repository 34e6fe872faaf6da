import { MAX_SOURCE_LENGTH } from '../../contract/limits.ts';
import { createEntryReader } from './entries.ts';
import { watchLayers } from './layers.ts';
import type { ConnectSource } from './source.ts';

/** Hears what a shop tells Google's tags: GTM's data layer and gtag, GA4's words and those before them. */
export const connectDataLayer: ConnectSource = (host) => {
  let at: number | undefined;
  let layer = '';
  const read = createEntryReader({
    ...host,
    // a shop may say one act in several words and in several layers
    tell: (type, items, told) =>
      host.tell(type, items, { ...told, at, source: `${told?.source} ${layer}`.slice(0, MAX_SOURCE_LENGTH) }),
  });
  watchLayers(host.boundary, (entry, name, isPast) => {
    if (host.isFlooded()) return;
    at = isPast ? host.at : undefined;
    layer = name;
    read(entry);
  });
};
