import { isAisleEvent } from '../contract/events.ts';
import type { ConsentRecord } from '../contract/grants.ts';
import { isRecord } from '../contract/guards.ts';
import {
  isConsentCall,
  isDecideCall,
  isHelloCall,
  isPlainCall,
  isRecordCall,
  PROTOCOL_VERSION,
  type Decision,
  type EngineApi,
  type Notice,
} from '../contract/protocol.ts';
import type { AnnexMethod } from './annex/annex.ts';
import { within } from './deadline.ts';
import type { Decider } from './decider.ts';
import {
  openState,
  toProof,
  type EngineParts,
  type EngineState,
  type KeptState,
  type NoticeChannel,
} from './engine-state.ts';
import { answering, Refusal } from './envelope.ts';
import type { Annex } from './lazy-rooms.ts';
import { createDedupe } from './intake/dedupe.ts';
import { minimise } from './intake/minimise.ts';
import { idsIn, resolveEvent } from './intake/resolve.ts';
import { isKnown, isPausedAt, lookOf, PAUSE_MS } from './profile/profile.ts';
import type { LiveProfile } from './store/live-profile.ts';
import type { JournalEntry } from './store/store.ts';

export type { EngineParts } from './engine-state.ts';

/** Share of what is left of a call's time that it may wait for the annex, what refines the mixture, or titles and images. */
const WAIT_SHARE = 0.8;
/** How long events wait for the bundle's other ids of items, and for what learns from them: by then a page that is left is gone. */
const IDS_MS = 2_000;
/** The end of a pause is put off no more often than this. */
const PAUSE_STEP_MS = 60_000;

/**
 * The engine behind the page's calls. No call rejects; each is checked against the contract first. Nothing is opened, kept or
 * fetched before `hello`, and after `erase`, here or in another tab, every call answers `stopped`.
 */
export function createEngine(parts: EngineParts): EngineApi {
  const { clock } = parts;
  const dedupe = createDedupe();
  const ending = new AbortController();
  const { signal } = ending;
  let state: Promise<EngineState> | undefined;
  let notices: NoticeChannel | undefined;

  const stop = (): void => ending.abort(new Refusal('stopped'));
  const assertAlive = (): void => signal.throwIfAborted();

  const onNotice = (notice: Notice): void => {
    if (notice.type === 'revision') void state?.then(({ profile }) => profile.announce(notice.revision));
    else if (!signal.aborted) {
      stop();
      notices?.close();
      void state?.then(({ store }) => store?.abandon());
    }
  };

  /** A call that is answered until the end; erased while it is under way, its answer speaks of a profile that is gone. */
  const answer = <C, P>(isCall: (call: unknown) => call is C, run: (call: C) => Promise<P>) =>
    answering(isCall, async (call: C) => {
      assertAlive();
      return run(call).finally(assertAlive);
    });

  const getState = async (): Promise<EngineState> => {
    if (!state) throw new Refusal('no-consent');
    const opened = await state;
    assertAlive();
    return opened;
  };

  const getDecider = async (opened: EngineState): Promise<Decider> => {
    const decider = await opened.decider;
    if (decider.open.isOff) throw new Refusal('off');
    return decider;
  };

  const getKept = async (): Promise<KeptState> => {
    const { store, ...rest } = await getState();
    if (!store) throw new Refusal('no-consent');
    return { ...rest, store };
  };

  const append = async (entry: Partial<JournalEntry>): Promise<number> => {
    const { profile } = await getKept();
    const appended = await profile.append({ events: [], at: clock.now(), ...entry });
    if (!appended.ok) {
      if (appended.reason === 'stopped') stop();
      throw new Refusal(appended.reason);
    }
    if (!signal.aborted) notices?.postMessage({ type: 'revision', revision: profile.revision() });
    return appended.seq;
  };

  /** Whether its owner does not want to be learned from now; a shop that is used keeps it so for another half an hour. */
  const keepPaused = async (profile: LiveProfile): Promise<boolean> => {
    const now = clock.now();
    const raw = profile.raw();
    const isPaused = isPausedAt(raw, now);
    const until = now + PAUSE_MS;
    if (isPaused && until - raw.paused.until > PAUSE_STEP_MS)
      // void where another tab has ended the pause meanwhile; one that cannot be put off ends early
      await append({ set: { paused: { ...raw.paused, until } }, after: profile.revision() }).catch(() => {});
    return isPaused;
  };

  /** What was imported goes with the purpose that allowed it. */
  const dropImports = async (profile: LiveProfile, { grants }: ConsentRecord): Promise<void> => {
    const { imported, living } = profile.raw();
    // traits go with it when the living profile takes the row in
    if (grants.imports !== 'granted' && imported.length + (living.traits?.length ?? 0) > 0)
      await append({ set: { imported: [] } });
  };

  const erase = async (): Promise<{ readonly ok: true }> => {
    assertAlive();
    const opening = state;
    stop();
    const store = (await opening)?.store;
    await store?.destroy();
    notices?.postMessage({ type: 'erased' });
    notices?.close();
    if (store && !(await store.remove())) throw new Refusal('store', 'still open in another tab, emptied');
    return { ok: true };
  };

  const desk = { clock, append, getState, getKept };
  const getAnnex = ({ hello }: EngineState): Promise<Annex | undefined> =>
    parts.loadAnnex(hello.baseUrl).catch(() => undefined);
  const inAnnex = <M extends AnnexMethod>(...methods: readonly M[]) =>
    Object.fromEntries(
      methods.map((method) => [
        method,
        // the annex itself looks at what it is called with
        answer(isRecord, async (call) => {
          const annex = await getAnnex(await getState());
          if (!annex) throw new Refusal('not-loaded');
          return annex.answerCall(method, call, desk);
        }),
      ]),
    ) as Pick<EngineApi, M>;

  return {
    hello: answer(isHelloCall, async (call) => {
      const { personalisation, contextual } = call.consent.grants;
      if (personalisation !== 'granted') {
        // a page that meant `erase` must not leave a profile behind
        if ((await state)?.store) await erase();
        assertAlive();
        if (contextual !== 'granted') throw new Refusal('no-consent');
      }
      // who keeps nothing has nothing to erase, and goes on when another tab does
      if (personalisation === 'granted') notices ??= parts.openNotices(call.site, onNotice);
      state = openState(call, parts, signal, state);
      const { store, profile, decider, hello } = await getState();
      const { bundle, hash } = (await decider).open;
      void store?.writeConsent(hello.consent);
      const isPaused = await keepPaused(profile);
      await dropImports(profile, hello.consent);
      const { version, items, site } = bundle.manifest;
      return {
        ok: true,
        v: PROTOCOL_VERSION,
        site,
        bundle: { version, items, hash },
        revision: profile.revision(),
        storage: store?.storage() ?? 'memory',
        isPaused,
      };
    }),

    consent: answering(isConsentCall, async (call) => {
      if (call.consent.grants.personalisation !== 'granted') return erase();
      const { store, profile } = await getKept();
      const consent = await toProof(call);
      await dropImports(profile, consent);
      return store.writeConsent(consent);
    }),

    record: answer(isRecordCall, async ({ events, deadlineMs }) => {
      const opened = await getKept();
      const { profile } = opened;
      const decider = await getDecider(opened);
      const { ids, open } = decider;
      const { bundle } = open;
      // a bundle of another trainer may not say what of it is sensitive
      const sensitive = (bundle.sensitive ??= (await within(deadlineMs, getAnnex(opened)))?.markSensitive(bundle));
      if (!sensitive) throw new Refusal('not-loaded');
      await profile.catchUp();
      const offered = (await keepPaused(profile)) ? [] : Array.from(events);
      const valid = offered.filter(isAisleEvent);
      const waitMs = Math.min(deadlineMs, IDS_MS);
      // most clicks are recorded by the page they lead to, and what learns from them may still be on its way
      await Promise.all([ids.prepare(idsIn(valid), waitMs), within(waitMs, decider.refined)]);
      const kept = valid.flatMap((event) => minimise(resolveEvent(event, ids), bundle, sensitive) ?? []);
      const rejected = events.length - kept.length;
      const fresh = dedupe.take(kept).filter((event) => !isKnown(profile.raw(), event));
      try {
        if (fresh.length > 0) await append({ events: fresh, set: decider.learn(profile.raw(), fresh) });
      } catch (error) {
        dedupe.giveBack(fresh);
        throw error;
      }
      return { ok: true, revision: profile.revision(), rejected };
    }),

    decide: answer(isDecideCall, async ({ slots, reasons = false, context = [], deadlineMs }) => {
      const endsAt = clock.now() + deadlineMs;
      const leftMs = (): number => endsAt - clock.now();
      const soon = <T>(promise: Promise<T>): Promise<T | undefined> => within(leftMs() * WAIT_SHARE, promise);
      const decide = async () => {
        const opened = await getState();
        const { profile, hello, store } = opened;
        const decider = await getDecider(opened);
        const { ids, open } = decider;
        const naming = ids.prepare([...idsIn(slots), ...context], leftMs() * WAIT_SHARE);
        const needsAnnex = reasons || slots.some(({ mode }) => mode === 'fill');
        const annex = needsAnnex ? await soon(getAnnex(opened)) : undefined;
        const showable = await (annex && soon(annex.toShowable(open, slots)));
        await naming;
        await soon(decider.refined);
        await profile.catchUp();
        const now = clock.now();
        if (leftMs() < 0) return undefined;
        assertAlive();
        // without a profile that may be kept: what the page is about, for this call only
        const raw = store ? profile.raw() : lookOf([...new Set(context.map(ids.idOf))], open.bundle, now);
        const decided = decider.decide(raw, showable ?? slots, { now, region: hello.region, reasons }, annex);
        const decisions = store ? decided : decided.map(toImpersonal);
        const display = (showable && (await annex?.displayOf(open, slots, decisions, now))) ?? [];
        return { ok: true as const, revision: profile.revision(), decisions, display };
      };
      const reply = await within(deadlineMs, decide());
      if (!reply) throw new Refusal('deadline');
      return reply;
    }),

    ...inAnnex(
      'explain',
      'vocabulary',
      'describe',
      'notInterested',
      'correct',
      'pause',
      'importAttributes',
      'importProfile',
      'readProfile',
      'exportProfile',
    ),

    living: answer(isRecord, async (call) => {
      const { living } = await getKept();
      const room = await living;
      if (!room) throw new Refusal('not-loaded');
      return room.answerCall(call, desk);
    }),

    erase: answering(isPlainCall, erase),
  };
}

/** Nobody's: an order that only the page's own content has made. */
function toImpersonal(decision: Decision): Decision {
  return decision.source === 'personalised' ? { ...decision, source: 'similar' } : decision;
}
