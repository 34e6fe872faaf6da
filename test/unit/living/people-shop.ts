import { allGrants, type Grants } from '../../../contract/grants.ts';
import type { AisleEvent } from '../../../contract/events.ts';
import type { LivingReply } from '../../../contract/living-calls.ts';
import type { RawProfile } from '../../../contract/profile.ts';
import type { EngineApi, Reply } from '../../../contract/protocol.ts';
import type { ImportSource, LivingSpec, Segment } from '../../../contract/segments.ts';
import { IMPORT_PRESETS } from '../../../trainer/segments/import-presets.ts';
import { openStore } from '../../../worker/store/open-store.ts';
import {
  consentRecord,
  createDevice,
  expectOk,
  helloCall,
  PLAIN,
  realRandom,
  recordOf,
  type Device,
} from '../engine/device.ts';
import { createSmallBundle, itemId } from '../engine/small-bundle.ts';
import { SPEC } from './living-shop.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const GRANTED: Grants = { ...allGrants('denied'), personalisation: 'granted', imports: 'granted' };

/** Kept for as long as it is true. */
export const LANTERN_FANS: Segment = {
  id: 'lantern-fans',
  name: 'Lantern fans',
  when: { count: { type: 'product_view', where: { kind: 'lantern' } }, within: '24h', atLeast: 3 },
};

export interface PeopleShop {
  readonly device: Device;
  /** Whatever was handed over to be sealed and written. */
  readonly written: string[];
  openTab(grants?: Grants): Promise<PeopleTab>;
}

export interface PeopleTab {
  readonly engine: EngineApi;
  /** A second later. */
  look(...rows: number[]): Promise<void>;
  act(type: AisleEvent['type'], row: number, more?: object): Promise<AisleEvent>;
  import(source: string, data: unknown): Promise<Reply<{ revision: number; dropped: readonly string[] }>>;
  login(id: unknown): Promise<Reply<{ revision: number }>>;
  logout(): Promise<Reply<{ revision: number }>>;
  /** A second later: other tabs' rows are read by then. */
  state(): Promise<LivingReply>;
  segments(): Promise<string[]>;
  /** As its owner may read it. */
  profile(): Promise<RawProfile>;
  consent(imports: 'granted' | 'denied'): Promise<void>;
}

let events = 0;

/** A device with tabs on a shop with mappings, and a segment or two. */
export async function createPeopleShop(
  spec: Partial<LivingSpec> = {},
  imports: readonly ImportSource[] = Object.values(IMPORT_PRESETS),
  version = 1,
): Promise<PeopleShop> {
  const living = { ...SPEC, segments: [LANTERN_FANS], imports: [...imports], ...spec };
  const device = await createDevice(
    await createSmallBundle({ version, change: (manifest) => (manifest.living = living) }),
  );
  const written: string[] = [];
  return {
    device,
    written,
    async openTab(grants = GRANTED) {
      const engine = device.openTab({
        parts: {
          async openStore(site, consent) {
            const store = await openStore(site, consent, { random: realRandom });
            return {
              ...store,
              append(entry) {
                written.push(JSON.stringify(entry));
                return store.append(entry);
              },
              compact(snapshot, now) {
                written.push(JSON.stringify(snapshot));
                return store.compact(snapshot, now);
              },
            };
          },
        },
      });
      const consent = { ...consentRecord(grants), at: device.now };
      expectOk(await engine.hello(helloCall(device, { consent })));
      const tab: PeopleTab = {
        engine,
        async look(...rows) {
          for (const row of rows) await tab.act('product_view', row);
        },
        async act(type, row, more = {}) {
          device.now += 1_000;
          const id = (++events + 0xa000).toString(16).padStart(32, '0');
          const event = { id, at: device.now, type, items: [{ id: itemId(row), ...more }] } as AisleEvent;
          expectOk(await engine.record(recordOf([event])));
          return event;
        },
        import: (source, data) => engine.importAttributes({ ...PLAIN, source, data: data as object as never }),
        login: (id) => engine.living({ ...PLAIN, ask: 'login', id: id as string }),
        logout: () => engine.living({ ...PLAIN, ask: 'logout' }),
        async state() {
          device.now += 1_001;
          return expectOk(await engine.living({ ...PLAIN, ask: 'state' }));
        },
        segments: async () => (await tab.state()).segments.map(({ id }) => id),
        async profile() {
          device.now += 1_001;
          return structuredClone(expectOk(await engine.readProfile(PLAIN)).profile);
        },
        async consent(said) {
          const changed = { ...consentRecord({ ...grants, imports: said }), at: device.now };
          expectOk(await engine.consent({ ...PLAIN, consent: changed }));
        },
      };
      return tab;
    },
  };
}
