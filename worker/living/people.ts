import { isText } from '../../contract/guards.ts';
import { newId } from '../../contract/ids.ts';
import { MAX_LOGIN_LENGTH } from '../../contract/limits.ts';
import { MAX_PEOPLE, type LivingState, type People, type ReportsState } from '../../contract/living.ts';
import { appendNext } from '../annex/append-next.ts';
import { badRequest, type Answered, type Desk } from '../annex/desk.ts';
import { sha256 } from '../bundle/fetch-bundle.ts';
import { createRawProfile, isPausedAt, PAUSE_MS, toRawProfile, type RawProfile } from '../profile/raw-profile.ts';
import { forgetBefore, oldestKept } from '../store/retention.ts';
import { mergeLiving } from './merge-living.ts';
import { isSameVisit, mergeProfiles } from './merge-profiles.ts';
import { createState, openState } from './open-state.ts';
import type { Setting } from './setting.ts';

const DAY_MS = 86_400_000;
/** How long somebody may stay away. */
const KEPT_MS = 30 * DAY_MS;
/** What is put away has to fit into one row of the journal with the rest of the profile, as JSON. */
const MAX_AWAY_LENGTH = 600_000;

type Away = People['away'][number];

/**
 * Somebody says who they are. `id` is kept nowhere: a person is known by the SHA-256 of it and of a salt that this device has drawn.
 * What nobody in particular has done before becomes theirs, or is added to their profile where that was put away here; where
 * somebody else was logged in, that one's profile is put away first, and nothing of it goes over. Whoever is logged in already
 * stays so.
 *
 * @throws Refusal `bad-request`
 */
export function login({ id }: { readonly id: unknown }, desk: Desk, setting: Setting): Answered<{ revision: number }> {
  // what was given may be an address, and is not repeated
  if (!isText(id, 1, MAX_LOGIN_LENGTH))
    throw badRequest('id', typeof id, `a text of 1 to ${MAX_LOGIN_LENGTH} characters`);
  return appendNext(desk, async (profile, { manifest }) => {
    const now = desk.clock.now();
    const people = profile.living.people ?? { salt: newId(setting.surroundings.random), sweptAt: now, away: [] };
    const key = await sha256(new TextEncoder().encode(`${people.salt} ${id}`));
    if (people.current === key) return undefined;
    const isNobody = people.current === undefined;
    const since = isNobody ? structuredClone(profile) : startAnew(profile, now);
    const former = toFormer(
      people.away.find((each) => each.key === key),
      now,
    );
    // before somebody is put away, for whom another has to go
    const others = people.away.filter((each) => each.key !== key);
    const away = isNobody ? others : putAway(profile, { ...people, away: others }, now);
    const merged = former ? merge(former, since, setting, manifest.ranking.halfLifeDays, now) : since;
    return { set: withPeople(merged, { ...people, current: key, away }) };
  });
}

/**
 * Puts the profile of who is logged in away, sealed with the rest and read by nobody, until they log in again: for 30 days, and three
 * people at most. Whoever comes next inherits nothing. Where nobody is logged in, nothing changes.
 */
export function logout(_call: object, desk: Desk): Answered<{ revision: number }> {
  return appendNext(desk, (profile) => {
    const { people } = profile.living;
    if (people?.current === undefined) return undefined;
    const now = desk.clock.now();
    const { current: _, ...rest } = people;
    return { set: withPeople(startAnew(profile, now), { ...rest, away: putAway(profile, people, now) }) };
  });
}

/** Once a day, as the rows of the journal tell it, takes out of the others' profiles what is too old. */
export function sweepPeople({ people }: Partial<LivingState>, now: number): void {
  // either way round: a clock set back must not stop it
  if (!people || Math.abs(now - people.sweptAt) < DAY_MS) return;
  people.sweptAt = now;
  people.away = people.away.flatMap((away) => {
    const profile = toFormer(away, now);
    return profile ? [{ ...away, profile: toPlain(profile) }] : [];
  });
}

/** Of nobody: what a late batch says of the time before is nobody's any more, and whoever does not want to be learned from stays so. */
function startAnew({ paused, living }: RawProfile, now: number): RawProfile {
  return {
    ...createRawProfile(),
    paused: { from: now - PAUSE_MS, until: Math.max(now, isPausedAt({ paused }, now) ? paused.until : 0) },
    living: {
      ...createState(),
      seq: living.seq ?? 0,
      ...(living.reports && { reports: withoutTally(living.reports) }),
    },
  };
}

/** Those who are away with who is logged in, the newest last. */
function putAway(profile: RawProfile, { current, away }: People, now: number): Away[] {
  const { people: _, reports: __, ...living } = profile.living;
  const mine = { key: current!, at: now, profile: toPlain({ ...profile, living }) };
  const all = [...away.filter(({ at }) => now - at < KEPT_MS), structuredClone(mine)].slice(-MAX_PEOPLE);
  while (JSON.stringify(all).length > MAX_AWAY_LENGTH) all.shift();
  return all;
}

/** A profile that was put away, without what is too old by now. */
function toFormer(away: Away | undefined, now: number): RawProfile | undefined {
  if (!away || now - away.at >= KEPT_MS) return undefined;
  const profile = toRawProfile(structuredClone(away.profile));
  if (!profile) return undefined;
  const oldest = oldestKept(now);
  forgetBefore(profile, oldest);
  const { log, traits } = profile.living;
  if (log) profile.living.log = log.filter(({ at }) => at >= oldest);
  if (traits) profile.living.traits = traits.filter(({ until }) => until > now);
  return profile;
}

function merge(former: RawProfile, since: RawProfile, setting: Setting, halfLifeDays: number, now: number): RawProfile {
  const merged = mergeProfiles(former, since, halfLifeDays, now);
  const living = mergeLiving(openState(former, Infinity, setting), openState(since, Infinity, setting), {
    spec: setting.spec,
    isSameVisit: isSameVisit(former, since),
    visits: [former.sessions.count, since.sessions.count, merged.sessions.count],
  });
  return { ...merged, living };
}

function withPeople(profile: RawProfile, people: People): RawProfile {
  return { ...profile, living: { ...profile.living, people } };
}

/** The budget is the device's, whoever uses it; what was done is not. */
function withoutTally(reports: ReportsState): ReportsState {
  return { ...reports, impressions: [], offers: [] };
}

function toPlain(profile: RawProfile): Record<string, unknown> {
  return { ...profile };
}
