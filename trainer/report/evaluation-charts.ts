import * as Plot from '@observablehq/plot';

import type { EvaluationResult } from '../evaluation/evaluate.ts';
import { draw } from './charts.ts';

const ACCENT = 'var(--accent)';
const MUTED = 'var(--muted)';
const INK = 'currentColor';
const ROW_HEIGHT = 30;
/** Steps of a class of profiles below which its interval is wider than the chart. */
const MIN_STEPS = 20;

/** Height of a line of text, as a share of a chart's. */
const LINE = 0.065;

type Told = 'hr' | 'mrr' | 'ndcg';

interface Point {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly isShipped: boolean;
}

/** A metric of every method with its interval, the shipped one in colour. */
export function methodsChart({ byMethod, shipped }: EvaluationResult, metric: Told, name: string): string {
  const points = Object.entries(byMethod).map(([label, summary]): Point => {
    const [low, high] = summary.ci95[metric];
    return { label, value: summary[metric], low, high, isShipped: label === shipped };
  });
  return draw(
    {
      height: points.length * ROW_HEIGHT + 40,
      marginLeft: 95,
      marginRight: 60,
      x: { label: null, grid: true, nice: true, zero: true, ticks: 5 },
      y: { domain: points.map(({ label }) => label), label: null, tickSize: 0 },
      marks: [
        Plot.ruleY(points, { y: 'label', x1: 'low', x2: 'high', stroke: colourOf, strokeWidth: 2 }),
        Plot.dot(points, { x: 'value', y: 'label', fill: colourOf, r: 4.5 }),
        Plot.text(points, {
          x: 'high',
          y: 'label',
          text: ({ value }: Point) => value.toFixed(3),
          textAnchor: 'start',
          dx: 8,
          fill: INK,
        }),
      ],
    },
    name,
  );
}

/** A metric by how many events the profile holds, with its interval. */
export function thicknessChart({ byThickness, shipped }: EvaluationResult, metric: Told, name: string): string {
  const points = byThickness
    .filter(({ steps }) => steps >= MIN_STEPS)
    .map(({ from, to, byMethod }): Point => {
      const { value, ci95 } = byMethod[shipped]![metric];
      const label = to === null ? `${from}+` : to === from ? `${from}` : `${from}–${to}`;
      return { label, value, low: ci95[0], high: ci95[1], isShipped: true };
    });
  return draw(
    {
      height: 250,
      marginLeft: 50,
      marginBottom: 45,
      x: { domain: points.map(({ label }) => label), label: 'events of the profile', labelOffset: 40, padding: 0.5 },
      y: { label: null, grid: true, nice: true, zero: true },
      marks: [
        Plot.ruleX(points, { x: 'label', y1: 'low', y2: 'high', stroke: ACCENT, strokeWidth: 2 }),
        Plot.dot(points, { x: 'label', y: 'value', fill: ACCENT, r: 4.5 }),
        Plot.text(points, {
          x: 'label',
          y: 'value',
          text: ({ value }: Point) => value.toFixed(3),
          dx: 8,
          textAnchor: 'start',
          fill: INK,
        }),
        Plot.ruleY([0]),
      ],
    },
    name,
  );
}

/** A metric against the length of the list, one line a method, named at its end. */
export function curveChart({ byMethod, shipped }: EvaluationResult, metric: 'hr' | 'ndcg', name: string): string {
  const points = Object.entries(byMethod).flatMap(([label, { curve }]) =>
    curve.map((point) => ({ label, k: point.k, value: point[metric], isShipped: label === shipped })),
  );
  const lengths = [...new Set(points.map(({ k }) => k))];
  const ends = keepApart(
    points.filter(({ k }) => k === lengths.at(-1)),
    ({ value }) => value,
  );
  return draw(
    {
      height: 290,
      marginLeft: 45,
      marginRight: 90,
      marginBottom: 45,
      x: {
        type: 'log',
        label: 'length of the list',
        labelOffset: 40,
        ticks: lengths,
        tickFormat: (k: number) => `${k}`,
      },
      y: { label: null, grid: true, nice: true, zero: true },
      marks: [
        Plot.lineY(points, {
          x: 'k',
          y: 'value',
          z: 'label',
          stroke: colourOf,
          strokeWidth: ({ isShipped }) => (isShipped ? 2.4 : 1.3),
        }),
        Plot.text(ends, { x: 'k', y: 'at', text: 'label', dx: 6, textAnchor: 'start', fill: colourOf }),
        Plot.ruleY([0]),
      ],
    },
    name,
  );
}

/** Observed against predicted chances, both on log scales; on the diagonal scores are what they say. */
export function reliabilityChart({ reliability }: EvaluationResult, name: string): string {
  const bins = reliability.bins.filter(({ predicted, observed }) => predicted > 0 && observed > 0);
  const least = Math.min(...bins.map(({ predicted, observed }) => Math.min(predicted, observed)), 0.1);
  return draw(
    {
      height: 300,
      marginLeft: 60,
      marginBottom: 45,
      x: { type: 'log', label: 'predicted chance', labelOffset: 40, domain: [least, 1], ticks: 4, tickFormat: toShare },
      y: { type: 'log', label: 'share that came true', domain: [least, 1], grid: true, ticks: 4, tickFormat: toShare },
      r: { range: [2, 9] },
      marks: [
        Plot.line([{ at: least }, { at: 1 }], { x: 'at', y: 'at', stroke: MUTED, strokeDasharray: '4 4' }),
        Plot.lineY(bins, { x: 'predicted', y: 'observed', stroke: ACCENT, strokeWidth: 1.6 }),
        Plot.dot(bins, { x: 'predicted', y: 'observed', r: 'items', fill: ACCENT }),
      ],
    },
    name,
  );
}

/** How much of the catalogue the lists of each method show, against how popular that is. */
export function coverageChart({ byMethod, shipped }: EvaluationResult, name: string): string {
  const points = Object.entries(byMethod)
    .filter(([, { coverage }]) => coverage > 0)
    .map(([label, { coverage, novelty }]) => ({ label, coverage, novelty, isShipped: label === shipped }));
  const names = keepApart(points, ({ coverage }) => coverage);
  return draw(
    {
      height: 300,
      marginLeft: 55,
      marginRight: 80,
      marginBottom: 45,
      x: { label: 'novelty, bits', labelOffset: 40, nice: true, ticks: 6 },
      y: { label: '% of the catalogue shown', percent: true, grid: true, zero: true, nice: true },
      marks: [
        Plot.dot(points, { x: 'novelty', y: 'coverage', fill: colourOf, r: 5 }),
        Plot.text(names, { x: 'novelty', y: 'at', text: 'label', dx: 9, textAnchor: 'start', fill: colourOf }),
      ],
    },
    name,
  );
}

/** Heights of labels that would otherwise lie on each other: each at least a line above the one below it. */
function keepApart<T>(points: readonly T[], heightOf: (point: T) => number): (T & { readonly at: number })[] {
  const least = LINE * Math.max(...points.map(heightOf), 1e-9);
  const placed: (T & { readonly at: number })[] = [];
  for (const point of points.toSorted((a, b) => heightOf(a) - heightOf(b))) {
    placed.push({ ...point, at: Math.max(heightOf(point), (placed.at(-1)?.at ?? -Infinity) + least) });
  }
  return placed;
}

function colourOf({ isShipped }: { readonly isShipped: boolean }): string {
  return isShipped ? ACCENT : MUTED;
}

function toShare(share: number): string {
  return share >= 0.01 ? `${Math.round(share * 100)}%` : `${Number((share * 100).toPrecision(1))}%`;
}
