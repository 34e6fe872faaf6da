import type { Bundle } from '../../worker/bundle/decode.ts';
import { createPlainKernel } from '../../worker/ranking/kernel/plain-kernel.ts';
import { createTopK } from '../../worker/ranking/kernel/top-k.ts';
import { readContent } from '../../worker/ranking/content.ts';
import { createScorer } from '../../worker/ranking/scorer.ts';
import type { Log } from '../log.ts';
import { playSteps } from './journeys.ts';

/** Best of each part that may come to stand among the first 20. */
const BEST = 150;

/**
 * Per step, the parts of the score for every item that could matter: what the search over mixtures needs, computed once by the
 * worker's own scorer. Mixing them anew is then a few million additions.
 */
export interface MixtureTable {
  readonly steps: number;
  /** Step s has the candidates `offsets[s]` up to, but without, `offsets[s + 1]`. */
  readonly offsets: Uint32Array;
  /** Per candidate: list share, chance of a repeat, cosine where positive, content share, popularity. */
  readonly share: Float32Array;
  readonly repeat: Float32Array;
  readonly cosine: Float32Array;
  readonly content: Float32Array;
  readonly popularity: Float32Array;
  /** Per step: index of target and of newest item among all candidates. */
  readonly target: Uint32Array;
  readonly newest: Uint32Array;
  readonly mass: Float32Array;
  readonly repeatSum: Float32Array;
  readonly evidence: Float32Array;
  readonly hasContent: Uint8Array;
}

export function createMixtureTable(log: Log, targets: Uint32Array, bundle: Bundle): MixtureTable {
  const items = bundle.ids.length;
  const kernel = createPlainKernel(bundle.embeddings);
  const scorer = createScorer(bundle, kernel);
  const [content, cosine] = [new Float32Array(items), new Float32Array(items)];
  const top = createTopK();
  const best = (values: Float32Array): Uint32Array => {
    top.start(BEST);
    for (let row = 0; row < items; row++)
      if (values[row]! > 0 && values[row]! >= top.threshold()) top.offer(row, values[row]!);
    return top.finish().rows.slice();
  };
  const popular = best(scorer.tables.popularity);
  const columns = ['share', 'repeat', 'cosine', 'content', 'popularity'] as const;
  const parts = Object.fromEntries(columns.map((name) => [name, [] as number[]])) as Record<
    (typeof columns)[number],
    number[]
  >;
  const offsets = new Uint32Array(targets.length + 1);
  const perStep = () => new Float32Array(targets.length);
  const [target, newest] = [new Uint32Array(targets.length), new Uint32Array(targets.length)];
  const [mass, repeatSum, evidence] = [perStep(), perStep(), perStep()];
  const hasContent = new Uint8Array(targets.length);
  playSteps(log, targets, bundle, (moment) => {
    const { step } = moment;
    scorer.open(moment.profile, moment);
    readContent(content, scorer.query, scorer.tables, undefined, items);
    kernel.score(scorer.vector, cosine);
    const { lists, query, repeats } = scorer;
    const { history } = query;
    hasContent[step] = query.active.some((codes) => codes.length > 0) ? 1 : 0;
    const rows = new Set([moment.target, ...history, ...lists.rows.subarray(0, lists.touched), ...popular]);
    if (hasContent[step]) for (const row of best(content)) rows.add(row);
    for (const row of best(cosine)) rows.add(row);
    for (const row of rows) {
      const place = history.indexOf(row);
      if (row === moment.target) target[step] = parts.share.length;
      if (place === 0) newest[step] = parts.share.length;
      parts.share.push(lists.mass > 0 ? lists.sums[row]! / lists.mass : 0);
      parts.repeat.push(place < 0 ? 0 : repeats[place]!);
      parts.cosine.push(Math.max(cosine[row]!, 0));
      parts.content.push(content[row]!);
      parts.popularity.push(scorer.popularity[row]!);
    }
    offsets[step + 1] = parts.share.length;
    mass[step] = lists.mass;
    repeatSum[step] = scorer.repeatSum;
    evidence[step] = query.evidence;
  });
  return {
    steps: targets.length,
    offsets,
    share: Float32Array.from(parts.share),
    repeat: Float32Array.from(parts.repeat),
    cosine: Float32Array.from(parts.cosine),
    content: Float32Array.from(parts.content),
    popularity: Float32Array.from(parts.popularity),
    target,
    newest,
    mass,
    repeatSum,
    evidence,
    hasContent,
  };
}
