import type { SegmentView } from '../../contract/living-calls.ts';
import type { LoggedEvent } from '../../contract/living.ts';
import type { AisleEvent } from '../../contract/events.ts';
import type { RawProfile } from '../profile/raw-profile.ts';
import { createOfferDesk } from '../segments/answer-offers.ts';
import { compileRules, type Rules } from '../segments/compile.ts';
import { openMachine, type Machine } from '../segments/machine.ts';
import { openClusters } from '../segments/clusters.ts';
import { openOffers } from '../segments/offers.ts';
import { Refusal } from '../envelope.ts';
import type { LoadReports } from '../lazy-rooms.ts';
import type { ReportDesk } from '../reports/room.ts';
import { foldReports } from '../reports/fold-reports.ts';
import { withoutIgnored, type Catalogue } from './catalogue.ts';
import { answerCall } from './calls.ts';
import { takeCorrection } from './corrections.ts';
import { createFields, type Fields } from './fields.ts';
import { fold } from './fold.ts';
import type { Living, LivingRow } from './living.ts';
import { toLogged } from './log.ts';
import { openState, type OpenState } from './open-state.ts';
import { sweepPeople } from './people.ts';
import { oldestKept } from '../store/retention.ts';
import type { Setting } from './setting.ts';
import { takeTraits } from './traits.ts';

/** A run of events without a pause as long is one visit; and that long a cart lies before it is abandoned. */
const IDLE_MS = 30 * 60_000;
/** A row made so long before the newest event tells of a clock that was set back. */
const SET_BACK_MS = 60_000;

/** Where a visitor stands at a time. */
export interface Standing {
  /** Segments and clusters, without those that were left; highest priority first, clusters last. */
  readonly segments: readonly SegmentView[];
  /** Those that were left, by id and name. */
  readonly left: readonly Pick<SegmentView, 'id' | 'name' | 'kind'>[];
  /** When it changes by itself, ms since 1970; Infinity: it does not. */
  readonly nextAt: number;
  readonly state: OpenState;
}

export interface LivingRoom extends Living {
  standingAt(profile: RawProfile, now: number): Standing;
  /** `aisle-reports.js` from the folder `baseUrl`, once; undefined where the bundle asks for no reports. */
  bringReports(baseUrl: string): Promise<ReportDesk | undefined>;
  readonly setting: Setting;
  readonly fields: Fields;
  /** What of the answer to `state` is about offers. */
  readonly offersOf: ReturnType<typeof createOfferDesk>['stateOf'];
}

/** A state with what was compiled for it. */
interface Opened {
  readonly state: OpenState;
  readonly catalogue: Catalogue;
  /** Of backfilled and logged events: none counts twice. */
  readonly ids: Set<string | undefined>;
  readonly machine: Machine;
  /** With the abandoned cart that nothing has shown yet to be one. */
  fork: Opened | undefined;
}

/** Everything of `aisle-living.js` but what it is made of: also for the trainer and for tests, with surroundings of their own. */
export function createLiving(setting: Setting, loadReports?: LoadReports): LivingRoom {
  const { spec } = setting;
  const fields = createFields(setting);
  const offers = openOffers(spec);
  const { read, nextChangeAt, isField } = fields;
  const clusters = openClusters(spec);
  const clusterOf = (state: OpenState): string | undefined => {
    const id = clusters?.at(state)?.id;
    return id !== undefined && state.left.includes(id) ? undefined : id;
  };
  const world = { read, nextChangeAt, clusterOf };
  let opened: Opened | undefined;

  const compile = ({ valuesOf }: Catalogue): Rules =>
    compileRules(spec.segments, { valuesOf, isField, clusterIds: (spec.clusters?.clusters ?? []).map(({ id }) => id) });
  const rules = compile(setting.catalogue);

  const open = (state: OpenState): Opened => {
    const catalogue = withoutIgnored(setting.catalogue, state.ignored);
    const ids = new Set(state.log.map(({ id }) => id));
    const own = catalogue === setting.catalogue ? rules : compile(catalogue);
    return { state, catalogue, ids, machine: openMachine(own, state, world), fork: undefined };
  };

  /** Of the state that a profile holds, or, where it holds none yet, of what it stands for. */
  const openFor = (profile: RawProfile, before = Infinity): Opened => {
    if (!opened || opened.state !== profile.living) opened = open(openState(profile, before, setting));
    return opened;
  };

  const takeOne = ({ state, catalogue, machine }: Opened, event: LoggedEvent): void => {
    const at = Math.max(state.at, event.at);
    machine.advance(at);
    state.at = at;
    const dropped = fold(state, event, catalogue, setting);
    // before the rules, which may ask for it
    if (event.items) clusters?.take(state);
    machine.take(event, dropped);
  };

  const abandon = (opened: Opened, at: number): void => {
    const { state } = opened;
    delete state.abandonsAt;
    const items = Object.entries(state.cart).map(([id, line]) => ({ id, ...line }));
    takeOne(opened, { at, type: 'cart_abandoned', items });
  };

  const takeEvent = (opened: Opened, event: AisleEvent): void => {
    const { state, ids, machine } = opened;
    const { id, at } = event;
    if (ids.has(id)) return;
    const { visits } = state;
    // an abandoned cart is nothing that was done
    const isVisit = visits.count === 0 || at - state.at >= IDLE_MS;
    if (state.abandonsAt !== undefined && at >= state.abandonsAt) abandon(opened, state.abandonsAt);
    if (isVisit) {
      const isReturn = visits.count > 0;
      state.visits = { count: visits.count + 1, startedAt: at, before: visits.startedAt };
      takeOne(opened, { at, type: 'session_start' });
      if (isReturn) takeOne(opened, { at, type: 'return_visit' });
    }
    const logged = toLogged(event, setting, state.ignored.items);
    if (logged) {
      ids.add(id);
      takeOne(opened, logged);
    } else if (at > state.at) {
      machine.advance(at);
      state.at = at;
    }
    if (Object.keys(state.cart).length > 0) state.abandonsAt = state.at + IDLE_MS;
    else delete state.abandonsAt;
  };

  /** Takes in what a row says; see docs/profile.md for the order. */
  const takeRow = (profile: RawProfile, row: LivingRow): void => {
    const { seq, events, after } = row;
    // worked out from a state that another tab has changed meanwhile
    const changes = after === undefined || after === seq - 1 ? (row.changes ?? []) : [];
    let now = openFor(profile, Math.min(...events.map(({ at }) => at)));
    const { state } = now;
    const { at = state.at } = row;
    profile.living = state;
    state.seq = seq;
    now.fork = undefined;
    if (state.at - at > SET_BACK_MS) {
      setBack(state, at);
      now = opened = open(state);
    }
    let isCorrected = false;
    for (const change of changes)
      isCorrected = takeCorrection(state, change, at, now.catalogue, setting) || isCorrected;
    takeTraits(spec, state, row);
    sweepPeople(state, at);
    // those that are kept for less than 30 days say so by an earlier time
    profile.imported = profile.imported.filter((known) => known.at >= oldestKept(at));
    if (isCorrected) clusters?.take(state);
    if (isCorrected) now = opened = open(state);
    if (isCorrected) now.machine.recheck(true);
    for (const event of events.toSorted((a, b) => a.at - b.at)) takeEvent(now, event);
    // what moved time alone
    now.machine.recheck();
  };

  const standingAt = (profile: RawProfile, now: number): Standing => {
    const base = openFor(profile);
    const { abandonsAt = Infinity } = base.state;
    const at = Math.max(now, base.state.at);
    if (abandonsAt <= at && !base.fork) {
      base.fork = open(structuredClone(base.state));
      abandon(base.fork, abandonsAt);
    }
    const { state, machine } = (abandonsAt <= at && base.fork) || base;
    const { ids, sinceOf, nextAt } = machine.at(at);
    const all = spec.segments.map(({ id, name }) => ({ id, name, kind: 'rule' as const }));
    const cluster = clusters?.at(state);
    const isLeft = ({ id }: { readonly id: string }): boolean => state.left.includes(id);
    const found = (spec.clusters?.clusters ?? []).map(({ id, name }) => ({ id, name, kind: 'cluster' as const }));
    return {
      segments: [
        ...[...ids].flatMap((id) => {
          const each = all.find((known) => known.id === id);
          return each && !isLeft(each) ? [{ ...each, since: sinceOf(id) ?? at }] : [];
        }),
        ...(cluster && !isLeft(cluster) ? [{ ...cluster, kind: 'cluster' as const }] : []),
      ],
      left: [...all, ...found].filter(isLeft),
      nextAt: Math.min(nextAt() ?? Infinity, abandonsAt > at ? abandonsAt : Infinity),
      state,
    };
  };

  const segmentsAt = (profile: RawProfile, now: number): ReadonlySet<string> =>
    new Set(standingAt(profile, now).segments.map(({ id }) => id));
  const offerDesk = createOfferDesk(spec, offers, segmentsAt);
  let reporting: Promise<ReportDesk> | undefined;
  const room: LivingRoom = {
    setting,
    fields,
    async bringReports(baseUrl) {
      if (!spec.reports) return undefined;
      reporting ??= loadReports?.(baseUrl).then(({ openReports }) => openReports(room));
      return reporting?.catch(() => {
        // it may be there at the next question
        reporting = undefined;
        throw new Refusal('not-loaded');
      });
    },
    standingAt,
    segmentsAt,
    offersOf: offerDesk.stateOf,
    take(profile, row) {
      // folded into what another tab, or another device, has put into the place of the state
      const known = profile.living.seq ?? 0;
      if (known >= row.seq) return;
      guarded(() => takeRow(profile, row));
      guarded(() => offers.take(profile, row));
      guarded(() => foldReports(profile.living, row, known, !!spec.reports));
    },
    answerCall: async (call, desk) => offerDesk.answer(call, desk) ?? (answerCall(room, call, desk) as Promise<never>),
  };
  return room;
}

/** Nothing that was done has been done later than it is now. */
function setBack(state: OpenState, at: number): void {
  const { visits, last } = state;
  state.at = at;
  state.log = state.log.map((event) => (event.at > at ? { ...event, at } : event));
  visits.startedAt = Math.min(visits.startedAt, at);
  visits.before = Math.min(visits.before, at);
  for (const what of ['view', 'cart', 'purchase'] as const)
    if (last[what] !== undefined) last[what] = Math.min(last[what], at);
  if (state.abandonsAt !== undefined) state.abandonsAt = at + IDLE_MS;
}

/** A stage that fails must not keep the next row out. */
function guarded(run: () => void): void {
  try {
    run();
  } catch {
    // what it has not taken in stays unknown
  }
}
