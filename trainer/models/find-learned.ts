import type { TrendsPart } from '../../contract/parts.ts';
import { FEATURE_NAMES } from '../../worker/ranking/learned/features.ts';
import type { LearnedRanker } from '../../worker/ranking/learned/learned-ranker.ts';
import { createTableRanker } from '../../worker/ranking/learned/table-ranker.ts';
import { trainLearned, type TrainedLearned } from './learned.ts';
import { collectGroups, type GroupKind, type TailGroups } from './learned-groups.ts';
import type { Finding } from './model.ts';
import type { Tail } from './tail.ts';

const CANDIDATES = 200;
/** A tfjs model scores so many rows in one prediction, and takes memory for them. */
const ROWS_AT_ONCE = 16_384;
const K = 20;
const SLATE_K = 10;
/** Weights beside the mixture to choose from. */
const SAYS = [0.4, 0.5, 0.6, 0.7, 0.8];
/** Share of the tail to fit on; what is newer judges. */
export const FIT = 0.6;
/** How many standard errors a ranker must gain before it is shipped. */
const STANDARD_ERRORS = 2;

export interface LearnedSearch {
  /** Null where it does not pay. */
  readonly trained: TrainedLearned | null;
  readonly findings: readonly Finding[];
}

/**
 * Trains a small ranker over the mixture's best candidates and keeps it only if it foretells later sessions better than the
 * mixture: in the whole catalogue by more than a standard error, where a slot is full of items like the true one not worse by
 * one, and both together by more than two. Then it is trained once more with those too. It sees repeats, as a device does. `steps`: how many of the tail it may look at.
 */
export async function findLearned(
  tail: Tail,
  trends: TrendsPart,
  steps: number,
  onProgress?: (done: number) => void,
): Promise<LearnedSearch> {
  const targets = tail.targets(steps);
  const groups = collectGroups(tail, targets, { trends, names: FEATURE_NAMES, candidates: CANDIDATES });
  const fit = { ...groups, target: groups.target.map((target, group) => (isOlder(groups, group) ? target : -1)) };
  if (!fit.target.some((target) => target >= 0)) return { trained: null, findings: [] };
  const train = (known: TailGroups, from: number): Promise<TrainedLearned> =>
    trainLearned(known, {
      seed: tail.seed,
      features: FEATURE_NAMES,
      candidates: CANDIDATES,
      onProgress: (done) => onProgress?.(from + 0.3 * done),
    });
  const isNewer = (group: number): boolean => !isOlder(groups, group);
  const first = await train(fit, 0.4);
  const scores = scoresOf(groups, first);
  const said = SAYS.map((say) => ({ say, judged: judge(groups, scores, say, isNewer) }));
  const best = said.reduce((a, b) =>
    b.judged.whole.after + b.judged.near.after > a.judged.whole.after + a.judged.near.after ? b : a,
  );
  const { whole, near } = best.judged;
  const pays =
    whole.gain > whole.error &&
    near.gain > -near.error &&
    whole.gain + near.gain > STANDARD_ERRORS * Math.hypot(whole.error, near.error);
  const fate = pays ? `shipped, say ${best.say}` : 'none';
  const findings = MEASURES.map((measure) => findingOf(measure, best.judged[measure], fate));
  if (!pays) return { trained: null, findings };
  const trained = await train(groups, 0.7);
  return { trained: { ...trained, spec: { ...trained.spec, say: best.say } }, findings };
}

/** What a ranker that the shop brought is worth on the newest of the tail. It is shipped whatever that is. */
export function judgeOwn(tail: Tail, trends: TrendsPart, steps: number, ranker: LearnedRanker): Finding[] {
  const { features: names, candidates, say } = ranker;
  const groups = collectGroups(tail, tail.targets(steps, FIT, 1), { trends, names, candidates });
  const rows = groups.features.length / groups.width;
  const scores = new Float32Array(rows);
  for (let row = 0; row < rows; row += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, rows - row);
    scores.set(ranker.score(groups.features.subarray(row * groups.width), count), row);
  }
  const judged = judge(groups, scores, say, () => true);
  return MEASURES.map((measure) => findingOf(measure, judged[measure], "the shop's own"));
}

/** Whether a group is of the sessions that the first fit sees. */
function isOlder({ session }: TailGroups, group: number): boolean {
  return session[group]! < session[Math.floor(session.length * FIT)]!;
}

/** Where a ranker is judged: in the whole catalogue, and in slots full of items like the true one, or popular ones. */
const MEASURES = ['whole', 'near', 'popular'] as const satisfies readonly GroupKind[];
const METRICS: Readonly<Record<GroupKind, string>> = {
  whole: 'HR@20 + MRR@20, repeats allowed and newest item excluded averaged, on the newest sessions',
  near: 'NDCG@10 among 50 items like the next one, on the newest sessions',
  popular: 'NDCG@10 among the next item and 49 drawn by popularity, on the newest sessions',
};

function findingOf(measure: GroupKind, { before, after, gain, error }: Comparison, fate: string): Finding {
  const told = `${gain >= 0 ? '+' : ''}${gain.toFixed(4)}, standard error ${error.toFixed(4)}`;
  return { what: 'learned ranker', chosen: `${fate}: ${told}`, metric: METRICS[measure], before, after };
}

function scoresOf({ features, width }: TailGroups, { ranker, spec }: TrainedLearned): Float32Array {
  return createTableRanker(ranker, spec).score(features, features.length / width);
}

interface Comparison {
  readonly before: number;
  readonly after: number;
  readonly gain: number;
  /** Standard error of the gain, by session: steps of one session are not independent. */
  readonly error: number;
}

/** Quality of the mixture alone, and with the ranker's say, over the groups that it has not seen. */
function judge(
  groups: TailGroups,
  scores: Float32Array,
  say: number,
  isJudged: (group: number) => boolean,
): Record<GroupKind, Comparison> {
  const { mixture } = groups;
  const mixed = mixture.map((log, row) => (1 - say) * log + say * scores[row]!);
  const gains = { whole: createGains(), near: createGains(), popular: createGains() };
  groups.kind.forEach((kind, group) => {
    if (!isJudged(group)) return;
    const qualityOf = kind === 'whole' ? wholeQuality : slateQuality;
    gains[kind].add(groups.session[group]!, qualityOf(groups, group, mixture), qualityOf(groups, group, mixed));
  });
  return { whole: gains.whole.compare(), near: gains.near.compare(), popular: gains.popular.compare() };
}

function createGains() {
  const sessions = new Map<number, { gain: number; steps: number }>();
  let [before, after, steps] = [0, 0, 0];
  return {
    add(session: number, old: number, young: number): void {
      before += old;
      after += young;
      steps++;
      const known = sessions.get(session) ?? { gain: 0, steps: 0 };
      sessions.set(session, { gain: known.gain + young - old, steps: known.steps + 1 });
    },
    compare(): Comparison {
      const count = Math.max(steps, 1);
      const mean = (after - before) / count;
      let square = 0;
      for (const each of sessions.values()) square += (each.gain - mean * each.steps) ** 2;
      return { before: before / count, after: after / count, gain: mean, error: Math.sqrt(square) / count };
    },
  };
}

/** (hit + 1 / rank) among the first 20, averaged over both rules: repeats allowed, and the newest item left out. */
function wholeQuality(groups: TailGroups, group: number, scores: Float32Array): number {
  const [target, newest] = [groups.target[group]!, groups.newest[group]!];
  const from = groups.offsets[group]!;
  // what is not among the candidates keeps its place behind them
  if (target >= groups.candidates[group]!) return 0;
  const rank = rankOf(scores.subarray(from, from + groups.candidates[group]!), target);
  const isAbove = newest >= 0 && scores[from + newest]! > scores[from + target]!;
  const without = newest === target ? Infinity : rank - (isAbove ? 1 : 0);
  return [rank, without].reduce((sum, place) => sum + (place <= K ? 0.5 + 0.5 / place : 0), 0);
}

function slateQuality({ offsets, target }: TailGroups, group: number, scores: Float32Array): number {
  const rank = rankOf(scores.subarray(offsets[group], offsets[group + 1]), target[group]!);
  return rank <= SLATE_K ? 1 / Math.log2(1 + rank) : 0;
}

function rankOf(scores: Float32Array, target: number): number {
  let above = 0;
  for (const score of scores) if (score > scores[target]!) above++;
  return above + 1;
}
