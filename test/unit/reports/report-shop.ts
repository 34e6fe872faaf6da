import { createHash } from 'node:crypto';

import type { AisleEvent } from '../../../contract/events.ts';
import { allGrants, type Grants } from '../../../contract/grants.ts';
import type {
  BudgetView,
  LivingCall,
  LivingQuestions,
  ReportState,
  ReportView,
} from '../../../contract/living-calls.ts';
import type { ReportsState } from '../../../contract/living.ts';
import type { RawProfile } from '../../../contract/profile.ts';
import type { EngineApi } from '../../../contract/protocol.ts';
import { toTaskText, type PrivateReport, type ReportsSpec, type Task } from '../../../contract/reports.ts';
import type { LivingSpec } from '../../../contract/segments.ts';
import { openLiving } from '../../../worker/living/room.ts';
import { browserSurroundings } from '../../../worker/living/surroundings.ts';
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
import { SPEC } from '../living/living-shop.ts';

export const MINUTE = 60_000;
export const DAY = 86_400_000;
export const GRANTED: Grants = { ...allGrants('denied'), personalisation: 'granted', measurement: 'granted' };

/** Such as the trainer writes it. */
export function taskOf(task: object): Task {
  const whole = { id: 'a-task', key: '', microEpsilon: 1_000_000, weight: 1, ...task } as Task;
  return { ...whole, key: createHash('sha256').update(toTaskText(whole)).digest('hex').slice(0, 16) };
}

/** One task of each kind. */
export const TASKS: readonly Task[] = [
  taskOf({ id: 'clicked', kind: 'outcome', outcome: 'clicked' }),
  taskOf({ id: 'places', kind: 'slots', slots: ['home-hero', 'home-second'] }),
  taskOf({ id: 'rank', kind: 'rank' }),
  taskOf({ id: 'groups', kind: 'segments', segments: ['lantern-fans', 'nobody'], everyDays: 28 }),
  taskOf({ id: 'kinds', kind: 'interest', attribute: 'kind', values: ['lantern', 'mug'] }),
  taskOf({ id: 'offers', kind: 'offers', offers: ['ten-off'] }),
  taskOf({ id: 'health', kind: 'health' }),
];

/** A device with tabs on a shop that asks for reports. */
export interface ReportShop {
  readonly device: Device;
  /** Rows as they were handed over to be written, and hand-overs of reports to the page, in their order. */
  readonly order: string[];
  openTab(grants?: Grants, inMemory?: boolean): Promise<ReportTab>;
}

export interface ReportTab {
  readonly engine: EngineApi;
  ask<C extends LivingCall>(call: C): Promise<LivingQuestions[C['ask']][1]>;
  /** A second later, so that other tabs' rows are read. */
  report(health?: readonly number[]): Promise<ReportView | undefined>;
  budget(): Promise<BudgetView | undefined>;
  /** The page has sent what it was handed over. */
  settle(report: ReportView, state?: ReportState): Promise<void>;
  act(type: AisleEvent['type'], items: readonly object[], more?: object): Promise<string>;
  profile(): Promise<RawProfile>;
  state(): Promise<ReportsState | undefined>;
}

let made = 0xb000;

export async function createReportShop(
  tasks: readonly Task[] = TASKS,
  changes: Partial<ReportsSpec> = {},
  living: Partial<LivingSpec> = {},
  site: object = {},
): Promise<ReportShop> {
  const reports: ReportsSpec = {
    v: 1,
    delayMinutes: [1, 10],
    epochMicroEpsilon: 4_000_000,
    tasks: [...tasks],
    ...changes,
  };
  const spec: LivingSpec = { ...SPEC, ...living, reports };
  const device = await createDevice(
    await createSmallBundle({
      change: (manifest) => {
        manifest.living = spec;
        Object.assign(manifest.site, site);
      },
    }),
  );
  const order: string[] = [];
  return {
    device,
    order,
    async openTab(grants = GRANTED, inMemory = false) {
      const engine = device.openTab({
        parts: {
          async openStore(name, consent) {
            const store = await openStore(name, consent, { random: realRandom });
            return {
              ...store,
              ...(inMemory && { storage: () => 'memory' as const }),
              async append(entry) {
                const appended = await store.append(entry);
                for (const change of entry.changes ?? []) order.push(`${change.do} ${appended.ok}`);
                return appended;
              },
            };
          },
          loadLiving: async () => ({
            openLiving: (open) =>
              openLiving(open, undefined, browserSurroundings(), () => import('../../../worker/reports/room.ts')),
          }),
        },
      });
      const consent = { ...consentRecord(grants), at: device.now };
      expectOk(await engine.hello(helloCall(device, { consent })));
      const tab: ReportTab = {
        engine,
        ask: async (call) => expectOk(await engine.living({ ...PLAIN, ...call } as never)),
        async report(health) {
          device.now += 1_001;
          const { report } = await tab.ask({ ask: 'report', health });
          if (report) order.push('handed over');
          return report;
        },
        async budget() {
          device.now += 1_001;
          return (await tab.ask({ ask: 'ledger' })).budget;
        },
        async settle({ id, body }, state = 'acknowledged') {
          await tab.ask({ ask: 'reported', id, body, state });
        },
        async act(type, items, more = {}) {
          device.now += 1_000;
          const id = (++made).toString(16).padStart(32, '0');
          const event = { id, at: device.now, type, items, ...more } as AisleEvent;
          expectOk(await engine.record(recordOf([event])));
          return id;
        },
        async profile() {
          device.now += 1_001;
          return structuredClone(expectOk(await engine.readProfile(PLAIN)).profile);
        },
        state: async () => (await tab.profile()).living.reports,
      };
      return tab;
    },
  };
}

/** What a body says. */
export function readBody({ body }: ReportView): PrivateReport {
  return (JSON.parse(body) as { reports: [PrivateReport] }).reports[0];
}

/** Seen in a slot. */
export function card(row: number, position: number, list = 'home-hero'): object {
  return { id: itemId(row), list, position };
}
