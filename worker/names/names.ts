// `aisle-names.js`: finds items by other ids than the bundle's own. The engine brings it with `import()` when a page first
// names an item by an id that is not the bundle's, or by several; a shop whose pages say what its catalogue says never does.

import { foldId, rowOfAlias, type AliasesPart } from '../../contract/aliases.ts';
import type { ItemId } from '../../contract/ids.ts';
import { decodeAliases } from '../../contract/parts.ts';
import type { OpenBundle } from '../bundle/open-bundle.ts';
import { readPart } from '../bundle/read-part.ts';
import type { Names } from '../intake/resolve.ts';

/** Ids that a visit has taught; the oldest go first. */
const MAX_TAUGHT = 2_000;
/** What the shop's own pages say of an id of Shopify's API, or of its Google channel (`shopify_US_PRODUCT_VARIANT`). */
const TAIL = /^(?:gid:\/\/.*\/|shopify_\w+_)([\w-]+)$/i;
/** Of an id that stands for several items. */
const SHARED = -1;

/**
 * The row of the first of one item's ids that the bundle knows. An id is known as it is written, else whatever its case where
 * that is one item's alone, else as another name of an item; and where none of these, decoded from a URL, then by the
 * tail of a Shopify id. Never as a number: leading zeros tell items apart.
 *
 * Ids that stood beside one that is known lead to its item for as long as the page is open, where nothing else does; an id that
 * was taught twice, and differently, to none.
 */
export function openNames(open: OpenBundle): Names {
  const { manifest, ids: own, rows } = open.bundle;
  const folded = fold(own);
  const taught = new Map<ItemId, number>();
  let aliases: AliasesPart | undefined;
  let learning: Promise<unknown> | undefined;

  const learn = async (): Promise<void> => {
    const part = await readPart(open, 'aliases');
    aliases = part && decodeAliases(part, manifest);
    // what it was taught without them may be wrong
    taught.clear();
  };

  const known: Find = (id) => {
    const plain = decode(id);
    for (const form of new Set([id, plain, TAIL.exec(plain)?.[1] ?? id])) {
      const row = rows.get(form) ?? folded.get(foldId(form)) ?? aliasOf(aliases, form);
      if (row >= 0) return row;
    }
    return SHARED;
  };

  return {
    rowOf(ids) {
      const row = first(ids, known);
      if (row === undefined) return first(ids, (id) => taught.get(id) ?? SHARED);
      if (ids.length > 1) for (const id of ids) if (!rows.has(id)) teach(taught, id, row);
      return row;
    },
    learn: () => (learning ??= learn()),
  };
}

/** The row of an id, or `SHARED`. */
type Find = (id: ItemId) => number;

function first(ids: readonly ItemId[], find: Find): number | undefined {
  for (const id of ids) {
    const row = find(id);
    if (row >= 0) return row;
  }
  return undefined;
}

function fold(ids: readonly ItemId[]): Map<string, number> {
  const rows = new Map<string, number>();
  ids.forEach((id, row) => rows.set(foldId(id), rows.has(foldId(id)) ? SHARED : row));
  return rows;
}

function aliasOf(aliases: AliasesPart | undefined, id: ItemId): number {
  return (aliases && rowOfAlias(aliases, id)) ?? SHARED;
}

function teach(taught: Map<ItemId, number>, id: ItemId, row: number): void {
  taught.set(id, (taught.get(id) ?? row) === row ? row : SHARED);
  if (taught.size > MAX_TAUGHT) taught.delete(taught.keys().next().value!);
}

function decode(id: ItemId): ItemId {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
