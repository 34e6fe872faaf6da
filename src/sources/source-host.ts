import { openCalls } from './hear-calls.ts';
import { toItems } from './items.ts';
import { lookAgain } from './look-again.ts';
import { copyPlain } from './plain.ts';
import type { SourceHost, SourceParts } from './source.ts';
import { tell } from './tell.ts';

/** What a source is given, of what a visit lends. */
export function createSourceHost(parts: SourceParts): SourceHost {
  const { boundary } = parts;
  return {
    ...parts,
    copy: copyPlain,
    toItems,
    tell: (type, items, told) => tell(parts, type, items, told),
    lookAgain: (look) => lookAgain(boundary, look),
    hearCalls: openCalls(boundary),
  };
}
