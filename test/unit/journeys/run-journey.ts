import { expect } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import type { Grants } from '../../../contract/grants.ts';
import { allGrants } from '../../../contract/grants.ts';
import type { LivingCall, LivingReply } from '../../../contract/living-calls.ts';
import type { EngineApi, Failure } from '../../../contract/protocol.ts';
import type { LivingSpec } from '../../../contract/segments.ts';
import { toMs } from '../../../contract/segments.ts';
import { toClassicSegments } from '../../../trainer/segments/preset.ts';
import { SIGNALS } from '../../../trainer/segments/signals.ts';
import { createFields } from '../../../worker/living/fields.ts';
import { openLiving } from '../../../worker/living/room.ts';
import type { OpenState } from '../../../worker/living/open-state.ts';
import type { LocalTime, Surroundings } from '../../../worker/living/surroundings.ts';
import { consentRecord, createDevice, helloCall, PLAIN, realRandom, settle, type Device } from '../engine/device.ts';
import { createSmallBundle, type SmallBundle } from '../engine/small-bundle.ts';
import type { Expected, Journey, Step } from './journey.ts';

const START = '2026-03-02T10:00:00Z';
/** Time for a bundle to be fetched from memory, on a busy machine. */
const FETCH_MS = 500;
const GRANTS: Grants = { ...allGrants('denied'), personalisation: 'granted' };
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** `ring-0` to `ring-10`, even, and `phone-1` to `phone-11`, odd. */
const IDS = Array.from({ length: 12 }, (_, row) => `${row % 2 === 0 ? 'ring' : 'phone'}-${row}`);

/** What the shop of all journeys knows of its catalogue. */
const HINTS = {
  category: { attribute: 'kind', value: 'phone' },
  highEnd: 200,
  watched: ['ring-0'],
  cartValue: 300,
};

type Answer = { readonly ok: true } | Failure;

let events = 0;

/** Plays a journey on whole engines over one device, and holds each step against what it expects. */
export async function runJourney({ steps, zone = 'UTC', start = START, classics, living }: Journey): Promise<void> {
  const segments = classics
    ? toClassicSegments({ preset: 'classics', line: { attribute: 'kind', value: 'ring' } }, HINTS)
    : [];
  const spec: LivingSpec = {
    signals: SIGNALS,
    rfm: null,
    clusters: null,
    offers: [],
    recovery: null,
    imports: [],
    ...living,
    segments: [...segments, ...(living?.segments ?? [])],
  };
  const device = await createDevice(await shopOf(spec));
  device.now = Date.parse(start);
  const surroundings: Surroundings = {
    local: (at) => localIn(zone, at),
    device: 'phone',
    region: undefined,
    random: realRandom,
  };
  const world: World = {
    device,
    spec,
    surroundings,
    tabs: new Map(),
    grants: GRANTS,
    named: new Map(),
    key: '',
    isChanged: false,
  };
  for (const [at, step] of steps.entries()) {
    try {
      await play(world, step);
    } catch (error) {
      throw new Error(`step ${at + 1} ${JSON.stringify(step)}: ${(error as Error).message}`, { cause: error });
    }
  }
}

interface World {
  readonly device: Device;
  spec: LivingSpec;
  readonly surroundings: Surroundings;
  readonly tabs: Map<string, EngineApi>;
  grants: Grants;
  readonly named: Map<string, string>;
  /** Of what was handed over last. */
  key: string;
  isChanged: boolean;
}

async function play(world: World, step: Step): Promise<void> {
  const { device, tabs } = world;
  const { after, back, at, tab = 'a', reload, close, bundle, expect: expected } = step;
  if (after) device.now += toMs(after);
  if (back) device.now -= toMs(back);
  if (at) device.now = Date.parse(at);
  if (bundle) {
    world.spec = { ...world.spec, ...bundle };
    device.files = new Map((await shopOf(world.spec, 2)).files);
    world.isChanged = true;
  }
  if (reload || close) tabs.delete(tab);
  if (close) return;
  const engine = tabs.get(tab) ?? (await openTab(world, tab));
  if (reload && world.isChanged) {
    // the new bundle is fetched and kept behind this page's back
    await settle(FETCH_MS);
    world.isChanged = false;
  }
  const answer = await act(world, engine, step);
  if (expected?.refused) expect(answer).toMatchObject({ ok: false, reason: expected.refused });
  else if (answer) expect(answer, JSON.stringify(answer)).toMatchObject({ ok: true, ...expected?.answer });
  if (!expected) return;
  for (const each of expected.everywhere ? tabs.values() : [engine]) await look(world, each, expected);
}

async function openTab({ device, tabs, surroundings, grants }: World, name: string): Promise<EngineApi> {
  const engine = device.openTab({
    parts: { loadLiving: async () => ({ openLiving: (open) => openLiving(open, undefined, surroundings) }) },
  });
  expect(await engine.hello(helloCall(device, { consent: consentRecord(grants) }))).toMatchObject({ ok: true });
  tabs.set(name, engine);
  return engine;
}

/** What a page would call for a step; undefined where it calls nothing. */
async function act(world: World, engine: EngineApi, step: Step): Promise<Answer | undefined> {
  const ask = (call: LivingCall): Promise<Answer> => engine.living({ ...PLAIN, ...call } as never);
  const { event, raise, accept, dismiss, recover, resend, settle, login, logout, grants, pause, erase } = step;
  if (event) return record(world, engine, step);
  if (grants) {
    world.grants = { ...world.grants, ...grants };
    return engine.consent({ ...PLAIN, consent: consentRecord(world.grants) });
  }
  if (pause) return engine.pause({ ...PLAIN, isOn: pause === 'visit' });
  if (raise) return ask({ ask: 'raise', offer: raise, seed: hex() });
  if (accept) return ask({ ask: 'answer', offer: accept, how: 'accepted' });
  if (dismiss) return ask({ ask: 'answer', offer: dismiss, how: 'dismissed' });
  if (recover) return ask({ ask: 'recover', offer: recover, key: (world.key = hex()) });
  if (resend) return ask({ ask: 'resend' });
  if (settle) return ask({ ask: 'settle', key: world.key, state: settle });
  if (login) return ask({ ask: 'login', id: login });
  if (logout) return ask({ ask: 'logout' });
  if (step.import) {
    const [source, data] = step.import;
    return engine.importAttributes({ ...PLAIN, source, data } as never);
  }
  if (erase) return engine.erase(PLAIN);
  const patch = patchOf(world, step);
  return patch && engine.correct({ ...PLAIN, patches: [patch as never] });
}

function patchOf({ named }: World, { leave, rejoin, takeBack, correct, forget }: Step): object | undefined {
  if (leave) return { segment: leave, leave: true };
  if (rejoin) return { segment: rejoin, leave: false };
  if (takeBack) return { event: named.get(takeBack) };
  return forget ? { source: forget, forget: true } : correct;
}

async function record({ device, named }: World, engine: EngineApi, step: Step): Promise<Answer> {
  const { event: type, item, price, quantity, late, as, ms, rating, name, tokens } = step;
  const line = item && {
    id: item,
    ...(price !== undefined && { price, currency: 'GBP' }),
    ...(quantity && { quantity }),
  };
  const id = hex();
  const event = {
    id,
    at: device.now - (late ? toMs(late) : 0),
    type,
    ...((line || step.items) && { items: step.items ?? [line] }),
    ...(ms !== undefined && { ms }),
    ...(rating !== undefined && { rating }),
    ...(name && { name }),
    ...(tokens && { tokens }),
    ...(/^(custom|cart_view|begin_checkout)$/.test(type!) && !line && !step.items && { items: [] }),
  } as unknown as AisleEvent;
  if (as) named.set(as, id);
  const reply = await engine.record({ ...PLAIN, events: [event] });
  if (reply.ok && reply.rejected > 0 !== !!step.isLost)
    throw new Error(`the engine has ${reply.rejected > 0 ? 'not ' : ''}taken ${JSON.stringify(event)}`);
  return reply;
}

async function look(world: World, engine: EngineApi, expected: Expected): Promise<void> {
  const { device, spec, surroundings } = world;
  const { segments, since, left, offers, next, values, profile } = expected;
  if (segments ?? since ?? left ?? offers ?? next !== undefined) {
    const reply = await engine.living({ ...PLAIN, ask: 'state' } as const);
    expect(reply).toMatchObject({ ok: true });
    const state = reply as LivingReply & { readonly ok: true };
    if (segments) expect(state.segments.map(({ id }) => id).toSorted(), 'segments').toEqual(segments.toSorted());
    for (const [id, ago] of Object.entries(since ?? {})) {
      const found = state.segments.find((each) => each.id === id);
      expect(device.now - (found?.since ?? NaN), `ms since ${id}`).toBe(toMs(ago));
    }
    if (left) expect(state.left.map(({ id }) => id).toSorted(), 'left').toEqual(left.toSorted());
    if (offers)
      expect(Object.fromEntries(state.offers.map(({ id, state: how }) => [id, how])), 'offers').toEqual(offers);
    if (next !== undefined) expect(state.nextInMs, 'next change in ms').toBe(next === null ? undefined : toMs(next));
  }
  if (!values && !profile) return;
  const reply = await engine.readProfile(PLAIN);
  if (!reply.ok) throw new Error(JSON.stringify(reply));
  const fields = createFields({ spec, surroundings });
  for (const [name, value] of Object.entries(values ?? {})) {
    const found = fields.read(reply.profile.living as OpenState, name, device.now);
    if (typeof value === 'number') expect(found, name).toBeCloseTo(value, 6);
    else expect(found ?? null, name).toEqual(value);
  }
  for (const [path, value] of Object.entries(profile ?? {})) expect(at(reply.profile, path), path).toEqual(value);
}

function at(value: unknown, path: string): unknown {
  return (
    path
      .split('/')
      .reduce<unknown>(
        (inner, key) => (key === 'length' ? (inner as unknown[])?.length : (inner as never)?.[key]),
        value,
      ) ?? null
  );
}

function shopOf(spec: LivingSpec, version = 1): Promise<SmallBundle> {
  return createSmallBundle({
    version,
    ids: IDS,
    kinds: ['ring', 'phone'],
    change: (manifest) => (manifest.living = structuredClone(spec)),
  });
}

function hex(): string {
  return (++events).toString(16).padStart(32, '0');
}

/** The clock on the wall of a place, by the browser's own tables of time zones. */
function localIn(timeZone: string, at: number): LocalTime {
  const parts = (time: number): Record<string, string> => {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      weekday: 'short',
      hourCycle: 'h23',
    });
    return Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
  };
  const { hour, minute, second, weekday } = parts(at);
  const goneMs = Number(minute) * 60_000 + Number(second) * 1_000 + (at % 1_000);
  return { hour: Number(hour), weekday: WEEKDAYS.indexOf(weekday!), nextHourAt: at - goneMs + 3_600_000 };
}
