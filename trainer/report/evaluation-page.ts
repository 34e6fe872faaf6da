import type { EvaluationResult } from '../evaluation/evaluate.ts';
import { coverageChart, curveChart, methodsChart, reliabilityChart, thicknessChart } from './evaluation-charts.ts';
import { html, trusted, type Html } from './html.ts';
import { STYLE } from './style.ts';

/** An evaluation as one file: its style and pictures inside, nothing fetched, no script. */
export function renderEvaluation(result: EvaluationResult): string {
  const { protocol, exclude, metrics, cutoffs, bundle, train } = result;
  const title = exclude === 'none' ? protocol : `${protocol}, ${exclude} excluded`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Evaluation: ${title}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>Evaluation: ${title}</h1>
          <p class="lead">
            Bundle <code>${result.bundleHash.slice(0, 12)}</code> foretold ${count(result.steps)} steps of
            ${count(result.sessions)} visitors that training had not seen (split by ${result.split}, seed
            ${String(result.seed)}).
          </p>
        </header>
        <div class="figures">
          ${figure(fixed(metrics.hr), `HR@${cutoffs.hr} ${interval(metrics.ci95.hr)}`)}
          ${figure(fixed(metrics.mrr), `MRR@${cutoffs.mrr} ${interval(metrics.ci95.mrr)}`)}
          ${figure(fixed(metrics.ndcg), `NDCG@${cutoffs.ndcg} ${interval(metrics.ci95.ndcg)}`)}
          ${figure(percent(metrics.coverage), 'of the catalogue shown')}
          ${figure(`${count(Math.round(bundle.bytes / 1_000))} kB`, `a visit, ${(bundle.bytes / bundle.items).toFixed(0)} B an item`)}
          ${figure(`${train.seconds.toFixed(0)} s`, `training, ${count(Math.round(train.peakRssMb))} MB at most`)}
        </div>
        ${methodsSection(result)} ${lengthSection(result)} ${listsSection(result)} ${leakSection(result)}
        ${findingsSection(result)}
      </body>
    </html> `;
  return page.markup;
}

function methodsSection(result: EvaluationResult): Html {
  const { byMethod, gains, shipped, cutoffs } = result;
  const rows = Object.entries(byMethod).map(([name, each]) => {
    const { value, ci95 } = gains[name]!.ndcg;
    return html`<tr>
      <td>${name === shipped ? html`<b>${name}</b>` : name}</td>
      ${[each.hr, each.mrr, each.ndcg, each.map, each.precision].map(numberCell)}
      <td class="number${ci95[0] > 0 ? ' better' : ''}">
        ${name === shipped ? 'shipped' : `${value >= 0 ? '+' : ''}${fixed(value)} ${interval(ci95)}`}
      </td>
    </tr>`;
  });
  return html`<section>
    <h2>Methods side by side</h2>
    <p class="note">
      Over the same steps, with 95 % bootstrap intervals over visitors. The last column is what the shipped method has
      more in NDCG, step by step. By visitor, so that a long session counts no more than a short one: HR
      ${fixed(byMethod[shipped]!.sessionAveraged.hr)}, MRR ${fixed(byMethod[shipped]!.sessionAveraged.mrr)}.
    </p>
    <div class="grid">
      ${chart(`HR@${cutoffs.hr}`, methodsChart(result, 'hr', 'Hit rate by method'))}
      ${chart(`NDCG@${cutoffs.ndcg}`, methodsChart(result, 'ndcg', 'NDCG by method'))}
    </div>
    <div class="scroll">
      <table>
        <tr>
          <th>method</th>
          ${[`HR@${cutoffs.hr}`, `MRR@${cutoffs.mrr}`, `NDCG@${cutoffs.ndcg}`, 'MAP', 'precision', 'gain, NDCG'].map(
            (head) => html`<th class="number">${head}</th>`,
          )}
        </tr>
        ${rows}
      </table>
    </div>
  </section>`;
}

function lengthSection(result: EvaluationResult): Html {
  const isThick = result.byThickness.filter(({ steps }) => steps > 0).length > 1;
  return html`<section>
    <h2>Longer lists, thicker profiles</h2>
    <p class="note">
      How much a longer list finds, and how much a visitor who has left more traces is understood better.
    </p>
    <div class="grid">
      ${chart('Hit rate', curveChart(result, 'hr', 'Hit rate against the length of the list'))}
      ${chart('NDCG', curveChart(result, 'ndcg', 'NDCG against the length of the list'))}
      ${isThick ? chart(`HR@${result.cutoffs.hr} by profile`, thicknessChart(result, 'hr', 'Hit rate by events of the profile')) : html``}
      ${isThick ? chart(`NDCG@${result.cutoffs.ndcg} by profile`, thicknessChart(result, 'ndcg', 'NDCG by events of the profile')) : html``}
    </div>
  </section>`;
}

function listsSection(result: EvaluationResult): Html {
  const { byMethod, shipped, reliability } = result;
  const { calibratedBy } = byMethod[shipped]!;
  const rows = Object.entries(byMethod).map(
    ([name, each]) =>
      html`<tr>
        <td>${name === shipped ? html`<b>${name}</b>` : name}</td>
        ${[each.coverage, each.gini, each.novelty, each.diversity, each.attributeDiversity, each.calibration].map(numberCell)}
      </tr>`,
  );
  return html`<section>
    <h2>What the lists are like</h2>
    <p class="note">
      Gini: 0 where all items are shown alike. Novelty: mean of -log2 of popularity share, bits. Diversity: mean of 1 -
      cosine over the pairs of a list, by embeddings and by attribute values. Calibration: divergence of a list's
      ${calibratedBy ?? 'attributes'} from the history's, nats. Expected calibration error of scores as chances:
      ${reliability.ece.toFixed(4)}.
    </p>
    <div class="grid">
      ${chart('Scores as chances', reliabilityChart(result, 'Observed against predicted chances'))}
      ${chart('Coverage and novelty', coverageChart(result, 'Share of the catalogue shown against novelty'))}
    </div>
    <div class="scroll">
      <table>
        <tr>
          <th>method</th>
          ${['coverage', 'Gini', 'novelty', 'diversity', 'by attributes', 'calibration'].map(
            (head) => html`<th class="number">${head}</th>`,
          )}
        </tr>
        ${rows}
      </table>
    </div>
  </section>`;
}

function leakSection({ leakChecks, metrics, cutoffs }: EvaluationResult): Html {
  if (!leakChecks) return html``;
  const { labels, order, time, found } = leakChecks;
  const rows: [what: string, figure: string, meaning: string][] = [
    ['as measured', fixed(metrics.hr), ''],
    [
      'shuffled labels',
      `${fixed(labels.recall)} ${interval(labels.ci95)}`,
      `recall: has to fall to chance, ${fixed(labels.chance)}`,
    ],
    ['training rows with shuffled labels', labels.sameTraining ? 'the same' : 'others', 'have to be the same'],
    ['shuffled events', fixed(order.hr), 'what is lost is what the order of events says'],
    ...(time
      ? [
          ['test sessions of any time', fixed(time.hr), 'what a split that looks ahead would pretend'] as [
            string,
            string,
            string,
          ],
        ]
      : []),
  ];
  return html`<section>
    <h2>Leak checks</h2>
    <p class="note">${found.length === 0 ? 'No leak was found.' : `Found: ${found.join('; ')}.`}</p>
    <div class="scroll">
      <table>
        <tr>
          <th>check</th>
          <th class="number">HR@${cutoffs.hr}</th>
          <th></th>
        </tr>
        ${rows.map(
          ([what, value, meaning]) =>
            html`<tr>
              <td>${what}</td>
              <td class="number">${value}</td>
              <td>${meaning}</td>
            </tr>`,
        )}
      </table>
    </div>
  </section>`;
}

function findingsSection({ findings }: EvaluationResult): Html {
  return html`<section>
    <h2>What training chose</h2>
    <p class="note">On a validation tail of the training rows; the test part had no say.</p>
    <div class="scroll">
      <table>
        <tr>
          <th>what</th>
          <th>chosen</th>
          <th>metric</th>
          <th class="number">without</th>
          <th class="number">with</th>
        </tr>
        ${findings.map(
          ({ what, chosen, metric, before, after }) =>
            html`<tr>
              <td>${what}</td>
              <td>${chosen}</td>
              <td>${metric}</td>
              ${[before, after].map(numberCell)}
            </tr>`,
        )}
      </table>
    </div>
  </section>`;
}

function numberCell(value: number | null): Html {
  return html`<td class="number">${value === null ? '–' : fixed(value)}</td>`;
}

function figure(value: string, label: string): Html {
  return html`<div><b>${value}</b><span>${label}</span></div>`;
}

function chart(title: string, svg: string): Html {
  return html`<div>
    <h3>${title}</h3>
    <figure>${trusted(svg)}</figure>
  </div>`;
}

function interval([low, high]: readonly [number, number]): string {
  return `[${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

function fixed(value: number): string {
  return value.toFixed(4);
}

function count(value: number): string {
  return value.toLocaleString('en-GB');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
