import type { Reason, ScoreTerm } from '../../contract/protocol.ts';
import type { Bundle } from '../bundle/decode.ts';
import { placeWeight, trust } from './collaborative.ts';
import type { ItemNote, Refiner } from './refine/refine.ts';
import type { Scorer } from './scorer.ts';

/** Terms that are named one by one; what is smaller is added up per kind. */
const MAX_TERMS = 8;

/**
 * The score of `row` as the sum of what made it: the real terms of the formula, for the profile the scorer has open. Every
 * term that comes from a signal of the shopper names it. `score` is what the decision used; where a learned model had the
 * last word, the term `learned` is the difference it made, put down to what was looked at last where it is one in the item's
 * favour. What the shop's rules and newness have multiplied the score by (`note`) are terms of their own.
 */
export function explainRow(
  bundle: Bundle,
  scorer: Scorer,
  row: number,
  score: number,
  refiner?: Refiner,
  note?: ItemNote,
): Reason {
  const mixture = [
    ...listTerms(bundle, scorer, row),
    ...repeatTerms(bundle, scorer, row),
    ...embeddingTerms(bundle, scorer, row),
    ...contentTerms(scorer, row),
    ...term('popularity', scorer.mix.popularity * scorer.popularity[row]!),
  ];
  const terms = [...(refiner?.explain(row, mixture) ?? mixture)];
  const base = terms.reduce((sum, { value }) => sum + value, 0);
  // a difference within the rounding of a float32 score is nobody's doing
  if (Math.abs(score - base) > 1e-5 * Math.max(score, base)) {
    const newest = scorer.query.history[0];
    const because = score > base && newest !== undefined && newest !== row ? { item: bundle.ids[newest]! } : undefined;
    terms.push({ term: 'learned', value: score - base, ...(because && { because }) });
  }
  const { boosts = [], fresh = 1, mark, because } = note ?? {};
  let boosted = score;
  for (const { factor, segment } of boosts) {
    const value = boosted * (factor - 1);
    terms.push({ term: 'shop', value, ...(segment !== undefined && { because: { segment } }) });
    boosted += value;
  }
  if (fresh !== 1) terms.push({ term: 'new', value: boosted * (fresh - 1) });
  return {
    item: bundle.ids[row]!,
    score: boosted * fresh,
    terms: condense(terms),
    ...(mark && { mark }),
    ...(because && { because }),
  };
}

function term(kind: ScoreTerm['term'], value: number, because?: ScoreTerm['because']): ScoreTerm[] {
  return value > 0 ? [{ term: kind, value, ...(because && { because }) }] : [];
}

function listTerms(bundle: Bundle, { mix, lists, query, repeatSum }: Scorer, row: number): ScoreTerm[] {
  if (lists.mass === 0 || lists.sums[row] === 0) return [];
  const { first, decay, damp } = bundle.manifest.ranking.lists;
  const { k, index, weight, scale } = bundle.neighbours;
  const unit = (mix.collaborative * (1 - repeatSum)) / lists.mass;
  const terms: ScoreTerm[] = [];
  for (let place = 0; place < query.history.length; place++) {
    const from = query.history[place]!;
    const slot = index
      .subarray(from * k, (from + 1) * k)
      .findIndex((to, at) => to === row && weight[from * k + at]! > 0);
    if (slot < 0) continue;
    const edge = weight[from * k + slot]! * scale[from]!;
    const value = unit * placeWeight(place, first, decay) * trust(bundle.popularity.support[from]!, damp) * edge;
    terms.push(...term('collaborative', value, { item: bundle.ids[from]! }));
  }
  return terms;
}

function repeatTerms(bundle: Bundle, { mix, query, repeats }: Scorer, row: number): ScoreTerm[] {
  const place = query.history.indexOf(row);
  return place < 0 ? [] : term('repeat', mix.collaborative * repeats[place]!, { item: bundle.ids[row]! });
}

/** The cosine with the whole history; it is put down to the item of the history that is closest. */
function embeddingTerms(bundle: Bundle, { mix, vector, query }: Scorer, row: number): ScoreTerm[] {
  const { dims, values, scale } = bundle.embeddings;
  const weight = mix.collaborative * bundle.manifest.ranking.embedding.weight;
  if (weight === 0) return [];
  let cosine = 0;
  for (let dim = 0; dim < dims; dim++) cosine += vector[dim]! * values[row * dims + dim]!;
  let [closest, nearest] = [-1, 0];
  for (const from of query.history) {
    let dot = 0;
    for (let dim = 0; dim < dims; dim++) dot += values[from * dims + dim]! * values[row * dims + dim]!;
    if (dot * scale[from]! > nearest) [closest, nearest] = [from, dot * scale[from]!];
  }
  const because = closest < 0 ? undefined : { item: bundle.ids[closest]! };
  return term('collaborative', weight * cosine * scale[row]!, because);
}

function contentTerms({ mix, query, tables }: Scorer, row: number): ScoreTerm[] {
  if (mix.content === 0) return [];
  const unit = mix.content * tables.tempered[row]!;
  return tables.columns.flatMap(({ attribute = 'word', values, offsets, itemCodes }, column) => {
    const terms: ScoreTerm[] = [];
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const code = itemCodes[at]!;
      terms.push(...term('content', unit * query.factors[column]![code]!, { attribute, value: values[code]! }));
    }
    return terms;
  });
}

/** Largest first, one term per kind and reason, at most `MAX_TERMS` and a rest per kind; the sum stays. */
function condense(terms: readonly ScoreTerm[]): ScoreTerm[] {
  const merged = new Map<string, ScoreTerm>();
  for (const each of terms) {
    const key = JSON.stringify([each.term, each.because]);
    const known = merged.get(key);
    merged.set(key, known ? { ...known, value: known.value + each.value } : each);
  }
  const sorted = [...merged.values()].toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const rest = new Map<ScoreTerm['term'], number>();
  for (const { term: kind, value } of sorted.slice(MAX_TERMS)) rest.set(kind, (rest.get(kind) ?? 0) + value);
  return [...sorted.slice(0, MAX_TERMS), ...[...rest].map(([kind, value]) => ({ term: kind, value }))];
}
