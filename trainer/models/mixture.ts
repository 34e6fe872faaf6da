import type { Ranking } from '../../contract/bundle.ts';
import { mixOf } from '../../worker/ranking/hybrid.ts';
import { mixAlone, type Method } from '../../worker/ranking/methods.ts';
import type { Quality } from './list-validation.ts';
import type { MixtureTable } from './mixture-table.ts';

const K = 20;

/** Mean quality of a mixture over both rules of the literature: repeats allowed, and the newest item left out. */
export function validateMixture(table: MixtureTable, ranking: Ranking, method: Method = 'hybrid'): Quality {
  const { offsets, share, repeat, cosine, content, popularity, target, newest } = table;
  const edge = ranking.embedding.weight;
  let [hits, reciprocal] = [0, 0];
  for (let step = 0; step < table.steps; step++) {
    const mix =
      mixAlone(method) ?? mixOf(ranking, table.mass[step]!, table.evidence[step]!, table.hasContent[step] === 1);
    const lists = mix.collaborative * (1 - table.repeatSum[step]!);
    const scoreOf = (at: number): number =>
      lists * share[at]! +
      mix.collaborative * (repeat[at]! + edge * cosine[at]!) +
      mix.content * content[at]! +
      mix.popularity * popularity[at]!;
    const wanted = scoreOf(target[step]!);
    if (wanted <= 0) continue;
    let [better, alike] = [0, 0];
    for (let at = offsets[step]!; at < offsets[step + 1]!; at++) {
      const score = scoreOf(at);
      if (score > wanted) better++;
      else if (score === wanted) alike++;
    }
    const rank = better + (alike + 1) / 2;
    const isNewest = target[step] === newest[step];
    const rankWithout = isNewest ? Infinity : rank - (scoreOf(newest[step]!) > wanted ? 1 : 0);
    for (const place of [rank, rankWithout]) {
      if (place > K) continue;
      hits += 0.5;
      reciprocal += 0.5 / place;
    }
  }
  const total = Math.max(table.steps, 1);
  return { hr: hits / total, mrr: reciprocal / total };
}
