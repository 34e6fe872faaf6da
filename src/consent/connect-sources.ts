import type { RoomHost } from './room.ts';
import type { ConnectSource } from './source.ts';

/** What an adapter file hands over: connects its sources, each once, as soon as they are to be heard. */
export function connectSources(family: Record<string, ConnectSource>): (host: RoomHost) => void {
  return (host) => {
    const { sources, review } = host;
    host.review = () => {
      for (const name of sources) {
        const connect = family[name];
        delete family[name];
        try {
          connect?.(
            (signal) => {
              host.signals[name] = signal;
              host.review();
            },
            host.seen,
            host.tag.dataset,
          );
        } catch {
          // it stays pending
        }
      }
      review();
    };
    host.review();
  };
}
