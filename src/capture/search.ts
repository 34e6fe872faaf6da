import { MAX_SEARCH_TOKENS } from '../../contract/limits.ts';
import type { Emit } from './draft.ts';

/** Nobody types more, and a longer text is not a search. */
const MAX_QUERY = 512;

/** The words of the bundle's vocabulary; asked for only where there is a search. Undefined when there are none. */
export type AskVocabulary = () => Promise<readonly string[] | undefined>;

/** One search, of the page's `data-aisle-query`. */
export async function captureSearch(emit: Emit, ask: AskVocabulary): Promise<void> {
  const query = document.querySelector('[data-aisle-query]')?.getAttribute('data-aisle-query');
  if (query) await emitSearch(query, emit, ask);
}

/** Reduces `query` to known words, here on the page, and emits those only: never the query itself. */
export async function emitSearch(query: string, emit: Emit, ask: AskVocabulary): Promise<void> {
  const tokens = toTokens(query, (await ask()) ?? []);
  if (tokens.length > 0) emit({ type: 'search', tokens });
}

/**
 * The words of `query` that stand in `vocabulary`, each once, in their order. A hyphenated word counts whole or in its
 * parts; a plural finds its singular and the other way round.
 */
export function toTokens(query: string, vocabulary: readonly string[]): string[] {
  const known = new Set(vocabulary);
  const find = (word: string): string[] =>
    [word, word.replace(/ies$/, 'y'), word.replace(/s$/, ''), word.replace(/es$/, ''), `${word}s`]
      .filter((form) => known.has(form))
      .slice(0, 1);
  const words =
    query
      .slice(0, MAX_QUERY)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(-[\p{L}\p{N}]+)*/gu) ?? [];
  const found = words.flatMap((word) => {
    const whole = find(word);
    return whole.length > 0 ? whole : word.split('-').flatMap(find);
  });
  return [...new Set(found)].slice(0, MAX_SEARCH_TOKENS);
}
