import { barChart, type Bar, concentration, sessionLengths, sessionsOverTime } from './charts.ts';
import { clusterSection } from './cluster-section.ts';
import { html, trusted, type Html } from './html.ts';
import type { AttributeReport, Report } from './report.ts';
import { STYLE } from './style.ts';

/** A training report as one file: its style and pictures inside, nothing fetched, no script. */
export function renderReport(report: Report): string {
  const { bundle, log, run, bad } = report;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Training report, bundle ${bundle.hash.slice(0, 12)}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>Training report</h1>
          <p class="lead">
            Bundle <code>${bundle.hash.slice(0, 12)}</code>, version ${String(bundle.version)}, learned from
            ${span(report)}.
          </p>
        </header>
        <div class="figures">
          ${figure(log.events, 'events')}${figure(log.sessions, 'sessions')}${figure(bundle.items, 'items in the bundle')}
          ${figure(toBytes(bundle.visitBytes), 'a visit with rank slots loads')}${figure(`${run.seconds} s`, `${run.peakRssMb} MB at most`)}
          ${figure(bad.count, `bad of ${toCount(bad.rows)} rows`, bad.count > 0)}
        </div>
        ${logSection(report)} ${catalogueSection(report)} ${clusterSection(report.clusters)} ${findingsSection(report)}
        ${bundleSection(report)} ${badSection(report)}
      </body>
    </html> `;
  return page.markup;
}

function logSection({ log }: Report): Html {
  const over = log.overTime.length > 1 ? chart('Sessions over time', sessionsOverTime(log.overTime)) : html``;
  const regions =
    log.regions.length > 1
      ? chart(
          'Events by region',
          barChart(
            log.regions.map(({ region, count }) => ({ label: region, value: count })),
            { name: 'Events by region' },
          ),
        )
      : html``;
  const clock =
    log.clock === 'time' ? '' : ' Its times are sequence numbers: they order events and say nothing about dates.';
  const ignored =
    log.ignored > 0 ? ` ${toCount(log.ignored)} rows of types that say nothing about one item were left out.` : '';
  return html`<section>
    <h2>The log</h2>
    <p class="note">
      ${toCount(log.items)} items were interacted with by
      ${log.users > 0 ? `${toCount(log.users)} known users` : 'users it does not name'}.${clock}${ignored}
    </p>
    <div class="grid">
      ${chart(
        'Events by type',
        barChart(
          log.byType.map(({ type, count }) => ({ label: type, value: count })),
          { name: 'Events by type' },
        ),
      )}
      ${over} ${chart('Events in a session', sessionLengths(log.lengths))}
      ${chart('How concentrated interest is', concentration(log.concentration))} ${regions}
    </div>
  </section>`;
}

function catalogueSection({ attributes, words, sensitive, bundle, bestSellers }: Report): Html {
  const coverage = attributes.map(({ name, coverage: value }) => ({ label: name, value }));
  return html`<section>
    <h2>The catalogue</h2>
    <p class="note">
      ${toCount(bundle.items)} items, ${attributes.length} attributes, ${toCount(words)} words a search is understood
      by. An unknown value stays unknown. ${toCount(sensitive.items)} items are sensitive and are never learned
      from${sensitive.because.length > 0 ? `: ${sensitive.because.join(', ')}` : ''}.
    </p>
    <div class="grid">
      ${attributes.length > 0 ? chart('Items whose value is known', barChart(coverage, { name: 'Coverage of attributes', percent: true })) : html``}
      <div>
        <h3>Most popular</h3>
        ${table(
          ['item', 'share'],
          bestSellers.map(({ title, share }) => [title, toPercent(share)]),
        )}
      </div>
      ${attributes.map(attributeBlock)}
    </div>
  </section>`;
}

function attributeBlock({ name, type, values, weight, top }: AttributeReport): Html {
  const bars = top
    .filter(({ items }) => items > 0)
    .map(({ value, items }) => ({ label: shorten(value, 22), value: items }));
  const what = { one: 'one value an item', many: 'several values an item', band: 'ordered bands' }[type];
  return html`<div>
    <h3>${name}</h3>
    <p class="note">${toCount(values)} values, ${what}; ${toPercent(weight)} of the content score</p>
    ${chart('', barChart(unique(bars), { name: `Values of ${name}` }))}
  </div>`;
}

function findingsSection({ findings }: Report): Html {
  const rows = findings.map(
    ({ what, chosen, metric, before, after }) =>
      html`<tr>
        <td>${what}</td>
        <td>${chosen}</td>
        <td>${metric}</td>
        <td class="number">${before.toFixed(4)}</td>
        <td class="number${after > before ? ' better' : ''}">${after.toFixed(4)}</td>
      </tr>`,
  );
  return html`<section>
    <h2>What was tried, and what it was worth</h2>
    <p class="note">Measured on the newest sessions of the log, with models that had not seen them.</p>
    <div class="scroll">
      <table>
        <tr>
          <th>what</th>
          <th>chosen</th>
          <th>metric</th>
          <th class="number">without</th>
          <th class="number">with</th>
        </tr>
        ${rows}
      </table>
    </div>
  </section>`;
}

function bundleSection({ bundle, aliases, run }: Report): Html {
  const rows = bundle.parts.map(
    ({ name, bytes, sha256 }) =>
      html`<tr>
        <td>${name}</td>
        <td class="number">${toCount(bytes)}</td>
        <td class="number">${(bytes / bundle.items).toFixed(1)}</td>
        <td><code>${sha256.slice(0, 16)}</code></td>
      </tr>`,
  );
  return html`<section>
    <h2>The bundle</h2>
    <p class="note">
      Uncompressed bytes. <code>display</code> is loaded only by a page with a fill slot, <code>learned</code> only
      where it is switched on, <code>aliases</code> only by a page that names items by other ids than the log does: it
      holds ${toCount(aliases.ids)} of them, and ${toCount(aliases.shared)} that several items share were left out.
    </p>
    <div class="scroll">
      <table>
        <tr>
          <th>part</th>
          <th class="number">bytes</th>
          <th class="number">bytes an item</th>
          <th>sha256 begins</th>
        </tr>
        ${rows}
      </table>
    </div>
    <p class="note">
      SHA-256 of the manifest: <code>${bundle.hash}</code>. Seed ${String(run.seed)}. Events: ${run.events.join(', ')}.
      Items: ${run.items.join(', ') || 'none'}.
    </p>
  </section>`;
}

function badSection({ bad }: Report): Html {
  if (bad.count === 0)
    return html`<section>
      <h2>Bad rows</h2>
      <p class="note">None of ${toCount(bad.rows)}.</p>
    </section>`;
  const examples = bad.examples.map(({ file, line, why }) => [`${file}, line ${line}`, why]);
  const more = bad.count > examples.length ? ` The first ${examples.length} are listed.` : '';
  return html`<section>
    <h2>Bad rows</h2>
    <p class="note">
      ${toCount(bad.count)} of ${toCount(bad.rows)} rows could not be understood and were left out.${more}
    </p>
    <div class="grid">
      <div>
        ${table(
          ['reason', 'rows'],
          bad.reasons.map(({ reason, count }) => [reason, toCount(count)]),
        )}
      </div>
      <div class="scroll">${table(['where', 'why'], examples)}</div>
    </div>
  </section>`;
}

function figure(value: number | string, label: string, warn = false): Html {
  const text = typeof value === 'number' ? toCount(value) : value;
  return html`<div class="${warn ? 'warn' : ''}"><b>${text}</b><span>${label}</span></div>`;
}

function chart(title: string, svg: string): Html {
  return html`<div>
    ${title === '' ? html`` : html`<h3>${title}</h3>`}
    <figure>${trusted(svg)}</figure>
  </div>`;
}

function table(head: readonly [string, string], rows: readonly (readonly string[])[]): Html {
  const body = rows.map(
    ([first = '', second = '']) =>
      html`<tr>
        <td>${first}</td>
        <td>${second}</td>
      </tr>`,
  );
  return html`<table>
    <tr>
      <th>${head[0]}</th>
      <th>${head[1]}</th>
    </tr>
    ${body}
  </table>`;
}

function span({ log }: Report): string {
  const day = (iso: string) =>
    new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return log.from && log.to ? `${day(log.from)} to ${day(log.to)}` : `${toCount(log.events)} events in sequence`;
}

/** Bars are told apart by their labels: values that shorten alike are numbered. */
function unique(bars: readonly Bar[]): Bar[] {
  const seen = new Map<string, number>();
  return bars.map(({ label, value }) => {
    const times = (seen.get(label) ?? 0) + 1;
    seen.set(label, times);
    return { label: times > 1 ? `${label} (${times})` : label, value };
  });
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function toCount(count: number): string {
  return count.toLocaleString('en-GB');
}

function toBytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}

function toPercent(share: number): string {
  return `${share === 0 ? 0 : (share * 100).toFixed(share < 0.01 ? 2 : share < 0.1 ? 1 : 0)}\u00a0%`;
}
