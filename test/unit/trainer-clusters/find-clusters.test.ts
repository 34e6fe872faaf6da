import { expect, test } from 'vitest';

import { clusteringSchema } from '../../../contract/segments.schema.ts';
import { clusterLog } from '../../../trainer/clusters/cluster-log.ts';
import { toOrders } from '../../../trainer/clusters/play-visitors.ts';
import { toSignals } from '../../../trainer/segments/signals.ts';
import { createCatalogue } from '../../../worker/living/catalogue.ts';
import { createLiving } from '../../../worker/living/create-living.ts';
import { createRawProfile } from '../../../worker/profile/profile.ts';
import { settingOf } from '../living/living-shop.ts';
import { tribeOf, tribesOf } from './tribes.ts';

const SESSIONS = 400;

test('visitors who like the same things are found, and a device assigns the same ones to the same cluster', async () => {
  const { log, catalogue } = tribesOf(SESSIONS, 0.85);
  const { clustering, report } = await clusterLog(log, catalogue, {}, { seed: 1 });
  expect(clusteringSchema.parse(clustering)).toEqual(clustering);
  expect(report.method).toBe('kmeans');
  // the room of a device, with what was shipped, takes the same events; without hysteresis, which training has none of
  const { attributes, ids } = catalogue;
  const room = createLiving(
    settingOf(
      { signals: toSignals(), clusters: { ...clustering!, margin: 0 } },
      {
        catalogue: createCatalogue({
          rows: new Map(ids.map((id, row) => [id, row])),
          attributes: attributes.map(({ codes, ...rest }) => ({
            ...rest,
            weight: 0,
            offsets: codes.offsets,
            codes: codes.data,
          })),
          vocabulary: { words: [], offsets: new Uint32Array(ids.length + 1), codes: new Uint16Array(0) },
        }),
      },
    ),
  );
  const tribes = new Map<string, number[]>();
  for (let session = 0; session < SESSIONS; session++) {
    const profile = createRawProfile();
    const events = Uint32Array.from({ length: 10 }, (_, at) => log.offsets[session]! + at);
    toOrders(log, events).forEach((event, at) => room.take(profile, { seq: at + 1, events: [event], at: event.at }));
    const [cluster] = room.segmentsAt(profile, profile.living.at!);
    tribes.set(cluster!, [...(tribes.get(cluster!) ?? []), tribeOf(session)]);
  }
  expect(Object.fromEntries([...tribes].map(([id, members]) => [id, members.length]))).toEqual(
    Object.fromEntries(report.clusters.map(({ id, visitors }) => [id, visitors])),
  );
  const mixed = [...tribes.values()].reduce((sum, members) => {
    const most = Math.max(...[0, 1, 2, 3].map((tribe) => members.filter((each) => each === tribe).length));
    return sum + members.length - most;
  }, 0);
  expect(mixed).toBeLessThan(0.1 * SESSIONS);
});

test('the same log and seed give the same clusters, bit for bit', async () => {
  const { log, catalogue } = tribesOf(SESSIONS, 0.85);
  const once = await clusterLog(log, catalogue, {}, { seed: 2 });
  expect(await clusterLog(log, catalogue, {}, { seed: 2 })).toEqual(once);
});

test('visitors who all look at whatever there is have no clusters, and the report says why', async () => {
  const { log, catalogue } = tribesOf(SESSIONS, 0);
  const { clustering, report } = await clusterLog(log, catalogue, {}, { seed: 1 });
  expect(clustering).toBeNull();
  expect(report.method).toBeNull();
  expect(report.why).toMatch(/not clearly above|no attributes of which/);
});

test.each([
  ['few visitors', 60, {}, /60 sessions of 5 products or more: fewer than 200/],
  ['a shop that wants none', SESSIONS, { clusters: false }, /switched off/],
] as const)('%s: none, and why', async (_, sessions, config, why) => {
  const { log, catalogue } = tribesOf(sessions, 0.85);
  const { clustering, report } = await clusterLog(log, catalogue, config, { seed: 1 });
  expect([clustering, report.why]).toEqual([null, expect.stringMatching(why)]);
});

test('a catalogue without attributes has none', async () => {
  const { log, catalogue } = tribesOf(SESSIONS, 0.85);
  const { clustering, report } = await clusterLog(log, { ...catalogue, attributes: [] }, {}, { seed: 1 });
  expect([clustering, report.why]).toEqual([null, expect.stringMatching(/no attributes/)]);
});

test('what is sensitive is in no theme, and what was done with it is not counted', async () => {
  const { log, catalogue } = tribesOf(SESSIONS, 0.85);
  const told = await clusterLog(log, catalogue, {}, { seed: 1 });
  const valuesOf = (search: typeof told) =>
    search.clustering?.themes.flatMap(({ values }) => values.map(([, value]) => value));
  expect(valuesOf(told)).toContain('kind a');
  const kept = await clusterLog(log, catalogue, {}, { seed: 1, sensitive: ['kind a'] });
  expect(valuesOf(kept)).not.toContain('kind a');
  expect(JSON.stringify(kept)).not.toContain('kind a');
});
