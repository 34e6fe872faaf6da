import { isAisleEvent } from '../contract/events.ts';
import {
  isConsentCall,
  isDecideCall,
  isHelloCall,
  isItemCall,
  isPlainCall,
  isRecordCall,
  PROTOCOL_VERSION,
  type EngineApi,
  type Failure,
  type Notice,
} from '../contract/protocol.ts';
import type { AnnexMethod } from './annex/annex.ts';
import { within } from './deadline.ts';
import type { Decider } from './decider.ts';
import { openState, type EngineParts, type EngineState, type KeptState, type NoticeChannel } from './engine-state.ts';
import { answering, failure } from './envelope.ts';
import { createDedupe } from './intake/dedupe.ts';
import type { Appended, JournalEntry } from './store/store.ts';

export type { EngineParts } from './engine-state.ts';

/** Share of what is left of a call's time that it may wait for the annex, or for titles and images. */
const WAIT_SHARE = 0.8;

/**
 * The engine behind the page's calls. No call rejects; each is checked against the contract first. Nothing is opened, kept or
 * fetched before `hello`, and after `erase`, here or in another tab, every call answers `stopped`.
 */
export function createEngine(parts: EngineParts): EngineApi {
  const { clock } = parts;
  const dedupe = createDedupe();
  const ending = new AbortController();
  let state: Promise<EngineState> | undefined;
  let notices: NoticeChannel | undefined;
  let isStopped = false;

  const stop = (): void => {
    isStopped = true;
    ending.abort();
  };

  const onNotice = (notice: Notice): void => {
    if (notice.type === 'revision') void state?.then(({ profile }) => profile.announce(notice.revision));
    else if (!isStopped) {
      stop();
      notices?.close();
      void state?.then(({ store }) => store?.abandon());
    }
  };

  /** A call that is answered until the end. */
  const answer = <C, P>(isCall: (call: unknown) => call is C, run: (call: C) => Promise<P | Failure>) =>
    answering(isCall, async (call: C) => (isStopped ? failure('stopped') : run(call)));

  const withState = async <P>(run: (state: EngineState) => Promise<P>): Promise<P | Failure> => {
    if (!state) return failure('no-consent', 'hello comes first, with a grant');
    const opened = await state;
    const reply = isStopped ? undefined : await run(opened);
    // erased while the call was under way: its answer speaks of a profile that is gone
    return reply === undefined || isStopped ? failure('stopped') : reply;
  };

  const withKept = <P>(run: (state: KeptState) => Promise<P>): Promise<P | Failure> =>
    withState<P | Failure>(async (opened) => (isKept(opened) ? run(opened) : failure('no-consent')));

  const withDecider = <P>(run: (decider: Decider, state: EngineState) => Promise<P>): Promise<P | Failure> =>
    withState<P | Failure>((opened) =>
      opened.decider.then(
        (decider) => run(decider, opened),
        (error: unknown) => failure('no-bundle', `${opened.hello.bundleUrl}: ${String(error)}`),
      ),
    );

  const append = async ({ profile }: EngineState, entry: JournalEntry): Promise<Appended> => {
    const appended = await profile.append(entry);
    if (!appended.ok) {
      if (appended.reason === 'stopped') stop();
    } else if (!isStopped) notices?.post({ type: 'revision', revision: profile.revision() });
    return appended;
  };

  const eraseAll = async (): Promise<Failure | { readonly ok: true }> => {
    const opening = state;
    stop();
    const store = (await opening)?.store;
    await store?.destroy();
    notices?.post({ type: 'erased' });
    notices?.close();
    const isGone = (await store?.remove()) ?? true;
    return isGone
      ? { ok: true }
      : failure('store', 'the profile is destroyed; another tab still holds its empty database');
  };

  const inAnnex = <M extends AnnexMethod>(method: M, isCall: (call: unknown) => boolean): EngineApi[M] =>
    answer(isCall as (call: unknown) => call is never, (call) =>
      withState<object>(async (opened) => {
        const annex = await parts.loadAnnex(opened.hello.baseUrl).catch(() => undefined);
        return annex ? annex[method](call, { clock, append, withDecider, withKept }) : failure('not-loaded');
      }),
    ) as unknown as EngineApi[M];

  return {
    hello: answer(isHelloCall, async (call) => {
      const { personalisation, contextual } = call.consent.grants;
      if (personalisation !== 'granted') {
        // a page that meant `erase` must not leave a profile behind
        if ((await state)?.store) await eraseAll();
        if (isStopped || contextual !== 'granted') return failure('no-consent');
      }
      notices ??= parts.openNotices(call.site, onNotice);
      state = openState(call, parts, ending.signal, state);
      return withDecider(async ({ open: { bundle, hash } }, { store, profile }) => {
        void store?.writeConsent(call.consent);
        const { version, items, site } = bundle.manifest;
        return {
          ok: true,
          v: PROTOCOL_VERSION,
          site,
          bundle: { version, items, hash },
          revision: profile.revision(),
          storage: store?.storage() ?? 'memory',
        };
      });
    }),

    consent: answer(isConsentCall, ({ consent }) =>
      consent.grants.personalisation === 'granted' ? withKept(({ store }) => store.writeConsent(consent)) : eraseAll(),
    ),

    record: answer(isRecordCall, ({ events }) =>
      withKept(async (opened) => {
        const valid = Array.from(events).filter(isAisleEvent);
        const rejected = events.length - valid.length;
        const fresh = dedupe.take(valid);
        if (fresh.length > 0) {
          const appended = await append(opened, { events: fresh });
          if (!appended.ok) {
            dedupe.giveBack(fresh);
            return failure(appended.reason);
          }
        }
        return { ok: true, revision: opened.profile.revision(), rejected };
      }),
    ),

    decide: answer(isDecideCall, ({ slots, reasons = false, deadlineMs }) => {
      const startedAt = clock.now();
      const leftMs = (): number => deadlineMs - (clock.now() - startedAt);
      const soon = <T>(promise: Promise<T>): Promise<T | undefined> => within(leftMs() * WAIT_SHARE, promise);
      const decided = withDecider(async (decider, { profile, hello }) => {
        const isPlain = !reasons && slots.every(({ mode }) => mode === 'rank');
        const annex = isPlain ? undefined : await soon(parts.loadAnnex(hello.baseUrl).catch(() => undefined));
        await profile.catchUp();
        if (isStopped || leftMs() < 0) return failure('deadline');
        const now = clock.now();
        const decisions = decider.decide(profile.raw(), slots, { now, region: hello.region, reasons }, annex);
        const filled = decisions.flatMap(({ items }, at) => (slots[at]!.mode === 'fill' ? items : []));
        const display = filled.length > 0 && (await soon(annex!.readDisplay(decider.open, [...new Set(filled)], now)));
        // nobody waits for it: the next decision has it
        decider.learn();
        return { ok: true as const, revision: profile.revision(), decisions, display: display || [] };
      });
      return within(deadlineMs, decided).then((reply) => reply ?? failure('deadline'));
    }),

    explain: inAnnex('explain', isItemCall),
    vocabulary: inAnnex('vocabulary', isPlainCall),
    notInterested: inAnnex('notInterested', isItemCall),
    readProfile: inAnnex('readProfile', isPlainCall),
    exportProfile: inAnnex('exportProfile', isPlainCall),

    erase: answer(isPlainCall, eraseAll),
  };
}

function isKept(state: EngineState): state is KeptState {
  return state.store !== undefined;
}
