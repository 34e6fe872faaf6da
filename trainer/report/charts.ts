import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

import type { LogReport } from './report.ts';

const WIDTH = 460;
const BAR_HEIGHT = 24;
const INK = 'currentColor';
const ACCENT = 'var(--accent)';
const SOFT = 'var(--soft)';

export interface Bar {
  readonly label: string;
  readonly value: number;
}

/** Horizontal bars with their values, in the order given. */
export function barChart(bars: readonly Bar[], options: { readonly name: string; readonly percent?: boolean }): string {
  const format = options.percent
    ? ({ value }: Bar) => `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`
    : ({ value }: Bar) => value.toLocaleString('en-GB');
  return draw(
    {
      height: bars.length * BAR_HEIGHT + 10,
      marginLeft: 140,
      marginRight: 64,
      marginTop: 4,
      marginBottom: 4,
      x: { axis: null },
      y: { domain: bars.map(({ label }) => label), label: null, tickSize: 0 },
      marks: [
        Plot.barX(bars, { x: 'value', y: 'label', fill: ACCENT, insetTop: 2, insetBottom: 2, rx: 3 }),
        Plot.text(bars, { x: 'value', y: 'label', text: format, textAnchor: 'start', dx: 6, fill: INK }),
      ],
    },
    options.name,
  );
}

export function sessionsOverTime(points: LogReport['overTime']): string {
  const dated = points.map(({ from, sessions }) => ({ at: new Date(from), sessions }));
  return draw(
    {
      height: 220,
      marginLeft: 55,
      x: { type: 'utc', label: null },
      y: { label: 'sessions', grid: true, nice: true, zero: true },
      marks: [
        Plot.areaY(dated, { x: 'at', y: 'sessions', fill: SOFT, curve: 'step' }),
        Plot.lineY(dated, { x: 'at', y: 'sessions', stroke: ACCENT, strokeWidth: 1.8, curve: 'step' }),
        Plot.ruleY([0]),
      ],
    },
    'Sessions over time',
  );
}

export function sessionLengths(lengths: LogReport['lengths']): string {
  const longest = lengths.length;
  return draw(
    {
      height: 235,
      marginLeft: 55,
      marginBottom: 45,
      x: {
        label: 'events in a session',
        labelOffset: 40,
        tickFormat: (length: number) => (length === longest ? `${length}+` : `${length}`),
      },
      y: { label: 'sessions', grid: true, nice: true },
      marks: [
        Plot.rectY(lengths, {
          x1: ({ length }: LogReport['lengths'][number]) => length - 0.5,
          x2: ({ length }: LogReport['lengths'][number]) => length + 0.5,
          y: 'sessions',
          fill: ACCENT,
          inset: 0.5,
        }),
        Plot.ruleY([0]),
      ],
    },
    'Session lengths',
  );
}

export function concentration(points: LogReport['concentration']): string {
  return draw(
    {
      height: 270,
      marginLeft: 55,
      marginBottom: 45,
      x: { labelOffset: 40, label: '% of the items, most frequent first', percent: true, domain: [0, 100] },
      y: { label: '% of the events', percent: true, grid: true, domain: [0, 100] },
      marks: [
        Plot.areaY(points, { x: 'items', y: 'events', fill: SOFT }),
        Plot.lineY(points, { x: 'items', y: 'events', stroke: ACCENT, strokeWidth: 2 }),
        Plot.ruleY([0]),
      ],
    },
    'Concentration of events on items',
  );
}

/** An SVG that takes its colours from the page and its width from its place. */
export function draw(options: Plot.PlotOptions, name: string): string {
  const { document } = parseHTML('<html><body></body></html>');
  const svg = Plot.plot({
    width: WIDTH,
    style: { background: 'none', color: INK, fontSize: '13px', fontFamily: 'inherit' },
    ...options,
    document,
  });
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', name);
  svg.removeAttribute('width');
  svg.removeAttribute('height');
  return svg.outerHTML;
}
