import { createEntryReader } from './entries.ts';
import { watchLayers } from './layers.ts';
import type { ConnectSource } from './source.ts';

/** Hears what a shop tells Google's tags: GTM's data layer and gtag, GA4's words and those before them. */
export const connectDataLayer: ConnectSource = (host) => {
  let at: number | undefined;
  const read = createEntryReader({ ...host, tell: (type, items, told) => host.tell(type, items, { ...told, at }) });
  watchLayers(host.boundary, (entry, isPast) => {
    if (host.isFlooded()) return;
    at = isPast ? host.at : undefined;
    read(entry);
  });
};
