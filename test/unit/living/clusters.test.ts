import { expect, test } from 'vitest';

import type { Clustering } from '../../../contract/segments.ts';
import { createRandom } from '../../../trainer/models/random.ts';
import { openClusters, nearestCluster } from '../../../worker/segments/clusters.ts';
import { eventOf, ITEMS, MINUTE, NOW, openTab, rowsOf, settingOf, SPEC } from './living-shop.ts';

/** Who likes lanterns, and who likes mugs: the share of the one is what the other leaves. */
const CLUSTERS: Clustering = {
  method: 'kmeans',
  features: ['theme:lanterns'],
  themes: [{ name: 'lanterns', values: [['kind', 'lantern']] }],
  levels: [],
  mean: [0.5],
  deviation: [0.5],
  clusters: [
    { id: 'cluster-lanterns', name: 'Lanterns', centre: [1], radius: null, share: 0.5, traits: [] },
    { id: 'cluster-mugs', name: 'Mugs', centre: [-1], radius: null, share: 0.5, traits: [] },
  ],
  least: 3,
  margin: 0.2,
};

const looksAt = (items: readonly string[], from = NOW) =>
  items.map((item, at) => eventOf('product_view', from + at * MINUTE, [item]));

test('a visitor belongs to a cluster from as many products on as the bundle says, and is in it as in any segment', () => {
  const tab = openTab(settingOf({ clusters: CLUSTERS }));
  const rows = rowsOf(looksAt([ITEMS[0]!, ITEMS[2]!, ITEMS[4]!]));
  tab.take(...rows.slice(0, 2));
  expect(tab.room.segmentsAt(tab.profile, NOW + MINUTE)).toEqual(new Set());
  tab.take(rows[2]!);
  const { segments } = tab.room.standingAt(tab.profile, NOW + 2 * MINUTE);
  expect(segments).toEqual([{ id: 'cluster-lanterns', name: 'Lanterns', kind: 'cluster', since: NOW + 2 * MINUTE }]);
});

test('a rule may ask for a cluster, and has it with the very event that brings it', () => {
  const rule = { id: 'lit', name: 'Lit', when: { segment: 'cluster-lanterns' } };
  const tab = openTab(settingOf({ clusters: CLUSTERS, segments: [rule] }));
  tab.take(...rowsOf(looksAt([ITEMS[0]!, ITEMS[2]!, ITEMS[4]!])));
  expect(tab.room.segmentsAt(tab.profile, NOW + 2 * MINUTE)).toEqual(new Set(['lit', 'cluster-lanterns']));
});

test('whoever leaves a cluster is in it no more until they take that back', () => {
  const tab = openTab(settingOf({ clusters: CLUSTERS }));
  tab.take(...rowsOf(looksAt([ITEMS[0]!, ITEMS[2]!, ITEMS[4]!])));
  tab.take({
    seq: 4,
    at: NOW + MINUTE,
    changes: [{ do: 'leave', segment: 'cluster-lanterns', isOut: true }],
    after: 3,
  });
  const { segments, left } = tab.room.standingAt(tab.profile, NOW + 3 * MINUTE);
  expect(segments).toEqual([]);
  expect(left).toEqual([expect.objectContaining({ id: 'cluster-lanterns' })]);
});

test('on a border nobody goes to and fro: who is moved by less than the margin stays', () => {
  const random = createRandom(5);
  // anywhere within a tenth of the way from the border
  const places = Array.from({ length: 1_000 }, () => [0.1 * (2 * random() - 1)]);
  for (const first of [0, 1]) {
    const walk = (margin: number) =>
      places.reduce(
        ({ held, changes }, place) => {
          const next = nearestCluster(CLUSTERS, place, held, margin);
          return { held: next, changes: changes + Number(next !== held) };
        },
        { held: first, changes: 0 },
      ).changes;
    expect(walk(CLUSTERS.margin)).toBe(0);
    // it is the margin that holds them
    expect(walk(0)).toBeGreaterThan(300);
    // and whoever is clearly elsewhere goes
    expect(nearestCluster(CLUSTERS, [first === 0 ? -0.3 : 0.3], first, CLUSTERS.margin)).toBe(1 - first);
  }
});

test('two tabs that take the same rows have the same cluster after each of them, and one that opens later has it too', () => {
  const random = createRandom(9);
  const rows = rowsOf(looksAt(Array.from({ length: 40 }, () => ITEMS[Math.floor(random() * ITEMS.length)]!)));
  const [one, other] = [openTab(settingOf({ clusters: CLUSTERS })), openTab(settingOf({ clusters: CLUSTERS }))];
  const seen = new Set<string | undefined>();
  rows.forEach((row, at) => {
    one.take(row);
    other.take(row);
    expect(other.state().cluster).toEqual(one.state().cluster);
    seen.add(one.state().cluster?.id);
    const late = openTab(settingOf({ clusters: CLUSTERS }), structuredClone(one.profile));
    expect(late.room.segmentsAt(late.profile, NOW + at * MINUTE)).toEqual(
      one.room.segmentsAt(one.profile, NOW + at * MINUTE),
    );
  });
  expect(seen.size).toBeGreaterThan(1);
});

test('a bundle with other clusters assigns anew, and takes over nothing but the time of one of the same name', () => {
  const tab = openTab(settingOf({ clusters: CLUSTERS }));
  tab.take(...rowsOf(looksAt([ITEMS[0]!, ITEMS[2]!, ITEMS[4]!])));
  const others = CLUSTERS.clusters.map((each) => ({ ...each, id: `${each.id}-2027` }));
  const next = openTab(settingOf({ clusters: { ...CLUSTERS, clusters: others } }), structuredClone(tab.profile));
  expect(next.room.segmentsAt(next.profile, NOW + 3 * MINUTE)).toEqual(new Set(['cluster-lanterns-2027']));
  next.take(...rowsOf(looksAt([ITEMS[6]!], NOW + 5 * MINUTE), 4));
  expect(next.state().cluster).toMatchObject({ id: 'cluster-lanterns-2027', since: NOW + 5 * MINUTE });
  const none = openTab(settingOf({ clusters: null }), structuredClone(tab.profile));
  expect(none.room.segmentsAt(none.profile, NOW + 3 * MINUTE)).toEqual(new Set());
});

test('beyond its radius nobody belongs to a cluster, and who is in it may go out as far as the margin more', () => {
  const near = { clusters: CLUSTERS.clusters.map((each) => ({ ...each, radius: 0.5 })) };
  expect(nearestCluster(near, [0])).toBe(-1);
  expect(nearestCluster(near, [0.6])).toBe(0);
  expect(nearestCluster(near, [0.45], -1, 0.2)).toBe(-1);
  expect(nearestCluster(near, [0.45], 0, 0.2)).toBe(0);
});

test('clusters of features that this build does not know are none', () => {
  expect(openClusters({ ...SPEC, clusters: { ...CLUSTERS, features: ['moonPhase'] } })).toBeUndefined();
});
