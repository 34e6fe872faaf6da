import { toItems } from './items.ts';
import { copyPlain } from './plain.ts';
import type { SourceHost, SourceParts } from './source.ts';
import { tell } from './tell.ts';

/** What a source is given, of what a visit lends. */
export function createSourceHost(parts: SourceParts): SourceHost {
  return { ...parts, copy: copyPlain, toItems, tell: (type, items, told) => tell(parts, type, items, told) };
}
