import type { Failure, Reply } from '../../contract/protocol.ts';
import type { Choice, Turn } from '../consent/gate.ts';
import { createListeners, type Listeners } from './listeners.ts';
import type { Platform } from './platform.ts';
import { startVisit, type Visit, type VisitOptions } from './visit.ts';

const STOPPED: Failure = { ok: false, reason: 'stopped' };

/** Aisle on one page: nothing until a grant, a visit while it lasts, nothing again after a withdrawal. */
export interface Runtime {
  readonly listeners: Listeners;
  /** The running visit; undefined without consent and after an erasure. */
  readonly visit: () => Visit | undefined;
  /**
   * Follows the gate: starts on `granted`; on `withdrawn` stops everything and deletes what was stored, by this page or an
   * earlier one.
   */
  readonly turn: (turn: Turn, choice: Choice) => void;
  /** The shopper's own erasure: as `withdraw`, but the choice stands, so that the next page starts afresh. */
  readonly erase: () => Promise<Reply<object>>;
}

export function createRuntime(options: VisitOptions, platform: Platform): Runtime {
  const listeners = createListeners();
  let visit: Visit | undefined;

  /** In this order: no more events, the page as it was, the key and the database gone, the worker ended. */
  const erase = async (): Promise<Reply<object>> => {
    const ended = end();
    if (!ended) return STOPPED;
    const reply = await ended.call('erase', {});
    ended.stop();
    return reply;
  };
  const end = (): Visit['engine'] | undefined => {
    const ended = visit;
    visit = undefined;
    ended?.end();
    return ended?.engine;
  };

  return {
    listeners,
    visit: () => visit,
    turn(turn, choice) {
      const notice: unknown = choice.notice;
      // a page may pass anything
      const record = {
        ...choice,
        at: platform.clock.now(),
        notice: typeof notice === 'string' ? notice.slice(0, 128) : undefined,
      };
      if (turn === 'granted') {
        // another tab that has withdrawn or erased leaves this one nothing to work on
        visit ??= startVisit(options, { consent: record }, platform, listeners, () => end()?.stop());
      } else if (turn === 'withdrawn') void erase();
      else void visit?.engine.call('consent', { consent: record });
      listeners.emit('consent', record);
    },
    erase,
  };
}
