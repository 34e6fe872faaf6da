import type { AisleEvent } from '../../../contract/events.ts';
import type { Grants } from '../../../contract/grants.ts';
import { allGrants } from '../../../contract/grants.ts';
import type { LivingCall, LivingQuestions } from '../../../contract/living-calls.ts';
import type { EngineApi } from '../../../contract/protocol.ts';
import type { LivingSpec, Offer } from '../../../contract/segments.ts';
import type { Living } from '../../../worker/living/living.ts';
import { createOfferDesk } from '../../../worker/segments/answer-offers.ts';
import { openOffers } from '../../../worker/segments/offers.ts';
import { consentRecord, createDevice, expectOk, helloCall, PLAIN, recordOf, type Device } from '../engine/device.ts';
import { createSmallBundle, itemId } from '../engine/small-bundle.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

let made = 0;

export function offerOf(changes: Partial<Offer> = {}): Offer {
  return { id: 'ten-off', segments: ['hesitant'], content: { title: 'Ten percent off' }, ...changes };
}

export const GRANTED: Grants = { ...allGrants('denied'), personalisation: 'granted', imports: 'granted' };

/** A random name, as a page makes one of 16 bytes. */
export function hex(number: number): string {
  return number.toString(16).padStart(32, '0');
}

/** A device with tabs on a shop with offers; who is in which segment is said by the test, and the same in every tab. */
export interface OfferShop {
  readonly device: Device;
  /** The segments the visitor is in. */
  readonly inside: Set<string>;
  openTab(grants?: Grants): Promise<OfferTab>;
}

export interface OfferTab {
  readonly engine: EngineApi;
  ask<C extends LivingCall>(call: C): Promise<LivingQuestions[C['ask']][1]>;
  /** What `state` would say of offers: `id` and `state`, and what is to be sent once more. */
  offers(): Promise<string[]>;
  stateOf(): Promise<{ readonly changeInMs: number; readonly resend?: object | undefined }>;
  raise(offer?: string): Promise<boolean>;
  /** Does something with an item: `add_to_cart`, ... */
  act(type: AisleEvent['type'], row: number, more?: object): Promise<void>;
}

export async function createOfferShop(offers: Offer[], spec: Partial<LivingSpec> = {}): Promise<OfferShop> {
  const living = { signals: {}, rfm: null, segments: [], clusters: null, recovery: null, imports: [], ...spec, offers };
  const device = await createDevice(await createSmallBundle({ change: (manifest) => (manifest.living = living) }));
  const inside = new Set(['hesitant']);
  return {
    device,
    inside,
    async openTab(grants = GRANTED) {
      const opened = openOffers(living);
      const desk = createOfferDesk(living, opened, () => inside);
      const room: Living = {
        take: opened.take,
        segmentsAt: () => inside,
        async answerCall(call, lent) {
          const answered = desk.answer(call, lent);
          if (answered) return answered;
          const { profile } = await lent.getKept();
          await profile.catchUp();
          return { ok: true, segments: [], ...(await desk.stateOf(lent, profile.raw(), inside)) } as never;
        },
      };
      const engine = device.openTab({ parts: { loadLiving: async () => ({ openLiving: async () => room }) } });
      expectOk(await engine.hello(helloCall(device, { consent: consentRecord(grants) })));
      const ask: OfferTab['ask'] = async (call) => expectOk(await engine.living({ ...PLAIN, ...call } as never));
      return {
        engine,
        ask,
        offers: async () => (await ask({ ask: 'state' })).offers.map(({ id, state }) => `${id} ${state}`),
        async stateOf() {
          const reply = (await ask({ ask: 'state' })) as unknown as { changeAt: number; resend?: object };
          return { changeInMs: reply.changeAt - device.now, resend: reply.resend };
        },
        raise: async (offer = 'ten-off') => (await ask({ ask: 'raise', offer, seed: hex(++made) })).isShown,
        async act(type, row, more = {}) {
          const event = { id: hex(++made), at: device.now, type, items: [{ id: itemId(row), ...more }] } as AisleEvent;
          expectOk(await engine.record(recordOf([event])));
        },
      };
    },
  };
}
