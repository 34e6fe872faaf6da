import { toItems } from './items.ts';
import type { SourceHost, SourceParts } from './source.ts';
import { tell } from './tell.ts';

/** What a source is given, of what a visit lends. */
export function createSourceHost(parts: SourceParts): SourceHost {
  return { ...parts, toItems, tell: (type, items, told) => tell(parts, type, items, told) };
}
