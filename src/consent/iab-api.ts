import { pending } from './pending.ts';
import type { Signal } from './source.ts';
import { watch } from './watch.ts';

/** How the APIs of the IAB answer; whatever they answer. */
export type Hear = (data: unknown, success?: unknown) => void;
/** `__tcfapi`, `__gpp` or `__uspapi`. */
export type IabApi = (command: string, ...rest: unknown[]) => void;

/** Where the page's managers are. */
export const iabPage = globalThis as {
  readonly __tcfapi?: IabApi;
  readonly __gpp?: IabApi;
  readonly __uspapi?: IabApi;
};
/** No contextual order: it uses nothing of the shopper's, so there is nothing to opt out of. */
export const OPTED_OUT: Signal['grants'] = { personalisation: 'denied', measurement: 'denied', imports: 'denied' };

/**
 * Subscribes by `ask` to the API that `find` gives, again where another manager takes the place of a stub or of the one
 * before, and reports what `read` makes of each answer; undefined leaves what was said as it is. What the manager calls a
 * failure, and what cannot be read, is pending.
 */
export function connectIab(
  find: () => IabApi | undefined,
  report: (signal: Signal) => void,
  ask: (api: IabApi, command: string, hear: Hear, listenerId?: unknown) => void,
  read: (data: never) => Signal | undefined,
): void {
  let leave: (() => void) | undefined;
  let current: IabApi;
  let last: Signal | undefined;
  watch(find, (api) => {
    current = api;
    leave?.();
    ask(api, 'addEventListener', (data, success) => {
      // who was replaced has no say any more, whether it lets us go or not
      if (api !== current) return;
      let signal: Signal | undefined = pending();
      try {
        const { listenerId } = data as { listenerId?: unknown };
        leave = () => ask(api, 'removeEventListener', () => {}, listenerId);
        if (success) signal = read(data as never);
      } catch {
        // a null, a getter that throws: unknown is pending
      }
      if (!signal) return;
      // opened again and closed without a change: the choice stays as old as it was
      if (last?.evidence && last.evidence === signal.evidence) signal = { ...signal, stored: !!last.stored };
      report((last = signal));
    });
  });
}
