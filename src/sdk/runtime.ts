import type { ConsentRecord } from '../../contract/grants.ts';
import type { Failure, Reply } from '../../contract/protocol.ts';
import { createListeners, type Listeners } from './listeners.ts';
import type { Platform } from './platform.ts';
import { startVisit, type Visit, type VisitOptions } from './visit.ts';

/** Aisle on one page: nothing until a grant, a visit while it lasts, nothing again after a withdrawal. */
export interface Runtime {
  readonly listeners: Listeners;
  /** The running visit; undefined without consent and after an erasure. */
  readonly visit: () => Visit | undefined;
  readonly grant: (record: ConsentRecord) => void;
  /** Other grants than personalisation have changed. */
  readonly change: (record: ConsentRecord) => void;
  /** Stops everything and deletes what was stored, by this page or an earlier one. */
  readonly withdraw: (record: ConsentRecord) => void;
  /** The shopper's own erasure: as `withdraw`, but the choice stands, so that the next page starts afresh. */
  readonly erase: () => Promise<Reply<object>>;
}

export const STOPPED: Failure = { ok: false, reason: 'stopped' };

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
    started.engine.onEnd(() => listeners.emit('error', STOPPED));
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
    grant(record) {
      visit ??= start(record);
      listeners.emit('consent', record);
    },
    change(record) {
      void visit?.engine.call('consent', { consent: record });
      listeners.emit('consent', record);
    },
    withdraw(record) {
      void finish();
      listeners.emit('consent', record);
    },
    erase: finish,
  };
}
