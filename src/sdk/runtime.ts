import { allGrants, type ConsentRecord, type Grants } from '../../contract/grants.ts';
import type { Failure, HelloCall, Reply } from '../../contract/protocol.ts';
import { levelOf } from '../consent/gate.ts';
import type { Signal } from '../consent/source.ts';
import { takeUnsent } from '../capture/unsent.ts';
import type { Forget, Wipe } from '../consent/wipe.ts';
import { after } from './after.ts';
import { createListeners, type Listeners } from './listeners.ts';
import type { Platform } from './platform.ts';
import { startVisit } from './start-visit.ts';
import type { Visit, VisitOptions } from './visit.ts';

/** For the engine to erase, and then once more for the page to. */
const ERASE_MS = 250;
const NOT_ERASED: Failure = { ok: false, reason: 'store' };

/** A consent record before it has its time, with what proves it. */
type Said = Omit<ConsentRecord, 'at'>;
type Proven = Pick<HelloCall, 'consent' | 'evidence'>;

/** Aisle on one page: nothing until a grant, a visit while it lasts, nothing again after a withdrawal. */
export interface Runtime {
  readonly listeners: Listeners;
  /** The running visit; undefined without consent and after an erasure. */
  readonly visit: () => Visit | undefined;
  /**
   * Follows the gate. Starts a visit on a grant, of personalisation or of the contextual order alone. Where personalisation
   * is refused it stops everything and deletes what was stored, by this page or an earlier one; where it is pending again it
   * stops everything, and what is stored waits. What is said a second time changes nothing.
   */
  readonly turn: (grants: Grants, signals: Readonly<Record<string, Signal>>) => void;
  /**
   * The shopper's own erasure: as a withdrawal, but the choice stands, so that the next page starts afresh. While one is
   * under way, resolves with it.
   */
  readonly erase: () => Promise<Reply<object>>;
}

export function createRuntime(options: VisitOptions, platform: Platform, wipe: Wipe, forget: Forget): Runtime {
  const listeners = createListeners();
  let visit: Visit | undefined;
  let level = 0;
  /** What was said last. */
  let last: Said = { grants: allGrants('pending'), source: 'policy' };
  /** What is to start as soon as nothing is being erased. */
  let wanted: Proven | undefined;
  let erasing: Promise<Reply<object>> | undefined;
  let onErased = (): void => {};

  const start = (): void => {
    if (!wanted || erasing) return;
    const isPersonal = levelOf(wanted.consent.grants) > 1;
    const mine = startVisit(options, wanted, platform, listeners, () => {
      if (visit !== mine) onErased();
      // another tab that has withdrawn or erased leaves this one nothing to work on
      else if (isPersonal) end()?.stop();
    });
    visit = mine;
    wanted = undefined;
  };
  const end = (): Visit['engine'] | undefined => {
    const ended = visit;
    visit = undefined;
    ended?.end();
    return ended?.engine;
  };

  /** In this order: no more events, the page as it was, the key and the database gone, the worker ended. */
  const eraseAll = async (): Promise<Reply<object>> => {
    const engine = end();
    takeUnsent(options.site);
    // its own notice would end the next visit, if that were to start before it
    const heard = new Promise<void>((resolve) => (onErased = resolve));
    // an engine that was started without a store knows of no database
    const reply = engine && level > 1 && (await engine.call('erase', {}, ERASE_MS));
    if (reply && reply.ok) await Promise.race([heard, after(ERASE_MS)]);
    engine?.stop();
    if (reply && reply.ok) return reply;
    const request = wipe(options.site);
    const gone = new Promise<Reply<object>>((resolve) => {
      if (request) request.onsuccess = () => resolve({ ok: true });
    });
    return Promise.race([gone, after(ERASE_MS, NOT_ERASED)]).then((reply) => reply!);
  };
  const erase = (): Promise<Reply<object>> =>
    (erasing ??= eraseAll()
      // a page whose own promises fail
      .catch(() => NOT_ERASED)
      .finally(() => {
        erasing = undefined;
        start();
      }));

  return {
    listeners,
    visit: () => visit,
    turn(grants, signals) {
      const said = toSaid(grants, signals);
      const former = last;
      if (JSON.stringify(said) === JSON.stringify(former)) return;
      last = said;
      const { evidence, ...record } = said;
      const proven = { consent: { ...record, at: platform.clock.now() }, evidence };
      const isRefused = grants.personalisation === 'denied' && former.grants.personalisation !== 'denied';
      const now = levelOf(grants);
      if (isRefused && (level > 1 || !visit)) void erase();
      else if (isRefused) wipe(options.site);
      // an engine without a store has nowhere to keep it, and would take it for an end
      if (now === level) void (now > 1 && visit?.engine.call('consent', proven));
      else {
        end()?.stop();
        level = now;
        wanted = now ? proven : undefined;
        start();
      }
      listeners.emit('consent', proven.consent);
    },
    erase() {
      // what is stored of the choice is stored too; a consent manager's own is not ours to delete
      forget(options.site);
      return erase();
    },
  };
}

/** What is to be recorded of all that was said: the grants that count, who made them so, under which notice, by what proof. */
function toSaid(grants: Grants, signals: Readonly<Record<string, Signal>>): Said {
  const names: string[] = [];
  let notice: string | undefined;
  let evidence: string | undefined;
  for (const [name, said] of Object.entries(signals)) {
    if (/granted|denied/.test(Object.values(said.grants).join())) names.push(name);
    // a page may pass anything
    if (typeof said.notice === 'string') notice = said.notice.slice(0, 128);
    if (said.evidence) ({ evidence } = said);
  }
  return { grants, source: names.join(' ').slice(0, 64) || 'policy', notice, evidence };
}
