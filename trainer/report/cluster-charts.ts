import * as Plot from '@observablehq/plot';

import type { ClusterReport } from '../clusters/cluster-report.ts';
import { draw } from './charts.ts';

/** Told apart in light and dark, and by most who are colour-blind (Okabe and Ito 2008, then Tol's muted). */
const COLOURS = '#0072b2 #e69f00 #009e73 #cc79a7 #56b4e9 #d55e00 #8a7f00 #882255 #44aa99 #999933 #aa4499 #777777'.split(
  ' ',
);
const MUTED = 'var(--muted)';

/** Visitors on the two principal components, by cluster. */
export function clusterMap({ points }: ClusterReport): string {
  return draw(
    {
      height: 360,
      marginLeft: 40,
      marginBottom: 40,
      x: { label: 'first component', labelOffset: 34, grid: true, nice: true },
      y: { label: 'second component', grid: true, nice: true },
      marks: [
        Plot.dot(points, {
          x: 'x',
          y: 'y',
          r: 2.5,
          fill: ({ cluster }: ClusterReport['points'][number]) => clusterColour(cluster),
          fillOpacity: 0.75,
        }),
      ],
    },
    'Visitors on two principal components, by cluster',
  );
}

/** The silhouette by the number of clusters, beside that of the control. */
export function silhouetteChart({ byK, k }: ClusterReport): string {
  return draw(
    {
      height: 280,
      marginLeft: 50,
      marginRight: 80,
      marginBottom: 45,
      x: {
        label: 'number of clusters',
        labelOffset: 40,
        ticks: byK.map((each) => each.k),
        tickFormat: (each: number) => `${each}`,
      },
      y: { label: 'silhouette', grid: true, zero: true, nice: true },
      marks: [
        Plot.lineY(byK, { x: 'k', y: 'silhouette', stroke: 'var(--accent)', strokeWidth: 2 }),
        Plot.lineY(byK, { x: 'k', y: 'control', stroke: MUTED, strokeWidth: 1.5, strokeDasharray: '4 4' }),
        Plot.dot(
          byK.filter((each) => each.k === k),
          { x: 'k', y: 'silhouette', r: 5, fill: 'var(--accent)' },
        ),
        Plot.text(byK.slice(-1), {
          x: 'k',
          y: 'silhouette',
          text: () => 'visitors',
          dx: 8,
          textAnchor: 'start',
          fill: 'var(--accent)',
        }),
        Plot.text(byK.slice(-1), {
          x: 'k',
          y: 'control',
          text: () => 'control',
          dx: 8,
          textAnchor: 'start',
          fill: MUTED,
        }),
      ],
    },
    'Silhouette by number of clusters, and of the control',
  );
}

/** Of a cluster by its place; whoever is in none is grey. */
export function clusterColour(cluster: number): string {
  return cluster < 0 ? MUTED : COLOURS[cluster % COLOURS.length]!;
}
