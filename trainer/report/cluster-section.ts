import type { ClusterFigures, ClusterReport } from '../clusters/cluster-report.ts';
import { clusterColour, clusterMap, silhouetteChart } from './cluster-charts.ts';
import { html, trusted, type Html } from './html.ts';

/** What was found of visitors who do much the same. */
export function clusterSection(report: ClusterReport): Html {
  const { clusters, hdbscan, byK, visitors, unit, why, method, explained } = report;
  const dense = hdbscan
    ? ` HDBSCAN* finds ${String(hdbscan.clusters)} clusters and leaves ${percent(hdbscan.noise)} out: validity (DBCV) ${hdbscan.validity.toFixed(3)}, control ${hdbscan.control.toFixed(3)}.`
    : '';
  const chosen = byK.find(({ k }) => k === report.k);
  const means = chosen
    ? ` k-means with ${String(chosen.k)}: silhouette ${chosen.silhouette.toFixed(3)}, control ${chosen.control.toFixed(3)}, stability ${chosen.stability.toFixed(2)}.`
    : '';
  return html`<section>
    <h2>Visitors who do much the same</h2>
    <p class="note">
      ${method ? `Shipped by ${method}` : 'None shipped'}: ${why}.${means}${dense} The control has the same features,
      each dealt anew among the visitors.
    </p>
    ${
      byK.length === 0
        ? html``
        : html`<div class="grid">
            ${
              clusters.length > 0
                ? chart(
                    `${visitors.toLocaleString('en-GB')} ${unit}, a sample, on two components (${percent(explained)} of the variance)`,
                    clusterMap(report),
                  )
                : html``
            }
            ${chart('How well they part', silhouetteChart(report))}
          </div>`
    }
    ${clusters.length === 0 ? html`` : table(clusters, unit)}
  </section>`;
}

function table(clusters: readonly ClusterFigures[], unit: string): Html {
  const rows = clusters.map(
    (each, at) =>
      html`<tr>
        <td style="min-width: 15rem">
          <b style="color: ${clusterColour(at)}">●</b> ${each.name}<br /><code>${each.id}</code>
        </td>
        <td class="number">${each.visitors.toLocaleString('en-GB')}<br />${percent(each.share)}</td>
        ${[each.orders, each.orderValue, each.lines, each.pieces].map(
          (figure) => html`<td class="number">${figure === null ? '' : figure.toLocaleString('en-GB')}</td>`,
        )}
        <td>
          ${each.top
            .slice(0, 3)
            .map(({ feature, place }) => `${toText(feature)} ${place > 0 ? '+' : '−'}${Math.abs(place).toFixed(1)}`)
            .join(', ')}
        </td>
      </tr>`,
  );
  return html`<div class="scroll">
    <table>
      <tr>
        <th>cluster</th>
        <th class="number">${unit}</th>
        ${['orders', 'money', 'products', 'pieces'].map((head) => html`<th class="number">${head}</th>`)}
        <th>furthest from all</th>
      </tr>
      ${rows}
    </table>
    <p class="note">
      Medians: orders, money and products an order, pieces of a product. Furthest: in standard deviations from the mean
      of all.
    </p>
  </div>`;
}

function chart(title: string, svg: string): Html {
  return html`<div>
    <h3>${title}</h3>
    <figure>${trusted(svg)}</figure>
  </div>`;
}

function toText(feature: string): string {
  return feature.replace(/^(?:theme|level):/, '');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
