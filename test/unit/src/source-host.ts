import type { EventDraft } from '../../../src/capture/draft.ts';
import { createBoundary, type Boundary } from '../../../src/sdk/boundary.ts';
import { createSourceHost } from '../../../src/sources/source-host.ts';
import type { SourceHost, SourceParts } from '../../../src/sources/source.ts';

/** Who listens in the tests of sources: what was told, in order. */
export interface Hearer extends SourceHost {
  readonly told: (EventDraft & { readonly urgent?: boolean })[];
  readonly boundary: Boundary;
  /** Of ours, which must not be. */
  readonly faults: () => number;
}

/** `words` are those of the bundle; `at` is the time of what was said before. */
export function createHearer(more: Partial<SourceParts> & { readonly words?: readonly string[] } = {}): Hearer {
  const { words = [], ...host } = more;
  const told: Hearer['told'] = [];
  let faults = 0;
  const boundary = createBoundary(() => {
    faults++;
  });
  const parts: SourceParts = {
    emit: (draft, urgent) => void told.push({ ...draft, ...(urgent && { urgent }) }),
    boundary,
    ask: () => Promise.resolve(words),
    isFlooded: () => false,
    at: 7,
    ...host,
  };
  return { ...createSourceHost(parts), boundary, told, faults: () => faults };
}
