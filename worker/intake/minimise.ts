import type { AisleEvent, ItemRef } from '../../contract/events.ts';
import type { SensitivePart } from '../../contract/parts.ts';
import type { Bundle } from '../bundle/decode.ts';
import { NAME } from './name.ts';

/** Whatever of its own an event, or an item of it, may carry. */
interface Carried {
  items?: ItemRef[];
  tokens?: string[];
  list?: string | undefined;
  promotion?: string | undefined;
  name?: string | undefined;
}

/**
 * The event with nothing in it but what the bundle knows: its items, words of its vocabulary, and names that look like
 * identifiers. Sensitive items and words are as good as unknown. Undefined where nothing is left of what it was about.
 */
export function minimise(
  event: AisleEvent,
  { rows, wordCodes }: Bundle,
  sensitive: SensitivePart,
): AisleEvent | undefined {
  const kept: Carried = withoutTexts<Carried>({ ...(event as Carried) });
  const { items, tokens } = kept;
  const isKnown = (names: ReadonlyMap<string, number>, marked: Uint32Array, name: string): boolean =>
    names.has(name) && !marked.includes(names.get(name)!);
  if (items) {
    kept.items = items
      .filter(({ id }) => isKnown(rows, sensitive.items, id))
      // the other ids have done what they are for
      .map(({ also: _also, ...item }) => withoutTexts(item));
    if (items.length > 0 && kept.items.length === 0) return undefined;
  }
  if (tokens) {
    kept.tokens = tokens.filter((word) => isKnown(wordCodes, sensitive.words, word));
    if (kept.tokens.length === 0) return undefined;
  }
  return event.type === 'custom' && !kept.name ? undefined : (kept as AisleEvent);
}

function withoutTexts<T extends Pick<Carried, 'list' | 'promotion' | 'name'>>(value: T): T {
  for (const key of ['list', 'promotion', 'name'] as const) if (!NAME.test(value[key] ?? '')) delete value[key];
  return value;
}
