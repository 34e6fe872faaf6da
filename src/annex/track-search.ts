import { askOf } from '../capture/ask.ts';
import { emitSearch } from '../capture/search.ts';
import type { Visit } from '../sdk/visit.ts';

/** Emits a tracked search, as of `at`, as the words of it that the bundle knows. */
export async function trackSearch(visit: Visit, query: string, at: number): Promise<void> {
  await emitSearch(query, (draft) => visit.emit({ ...draft, at }), askOf(visit));
}
