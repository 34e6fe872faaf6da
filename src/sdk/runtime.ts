import type { ConsentRecord } from '../../contract/grants.ts';
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

  const start = (record: ConsentRecord): Visit => {
    const started = startVisit(options, record, platform, listeners);
    started.engine.onNotice((notice) => {
      // another tab has withdrawn or erased: this one has nothing left to work on
      if (notice.type === 'erased' && visit === started) {
        visit = undefined;
        started.end();
        started.engine.stop();
      }
    });
    return started;
  };
  /** In this order: no more events, the page as it was, the key and the database gone, the worker ended. */
  const finish = async (): Promise<Reply<object>> => {
    const ended = visit;
    visit = undefined;
    if (!ended) return STOPPED;
    ended.end();
    const reply = await ended.engine.call('erase', {});
    ended.engine.stop();
    return reply;
  };

  return {
    listeners,
    visit: () => visit,
    turn(turn, { notice, ...choice }) {
      const said: unknown = notice;
      const record = {
        ...choice,
        at: platform.clock.now(),
        // a page may pass anything
        ...(typeof said === 'string' && { notice: said.slice(0, 128) }),
      };
      if (turn === 'granted') visit ??= start(record);
      else if (turn === 'withdrawn') void finish();
      else void visit?.engine.call('consent', { consent: record });
      listeners.emit('consent', record);
    },
    erase: finish,
  };
}
