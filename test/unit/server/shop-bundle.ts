import type { Manifest, PartName } from '../../../contract/bundle.ts';
import {
  encodeAttributes,
  encodeDisplay,
  encodeIds,
  encodeNeighbours,
  encodePopularity,
  encodeVocabulary,
} from '../../../contract/encode-parts.ts';
import type { Files, Platform } from '../../../server/platform.ts';
import { sha256 } from '../../../server/read-bundle.ts';
import { createSmallBundle } from '../engine/small-bundle.ts';

const NOW = Date.parse('2026-03-02T00:00:00Z');
export const DIR = 'bundle';
export const HOSTILE_TITLE = `<img src=x onerror="alert('1')"> & "mug"`;

export interface ShopItem {
  readonly id: string;
  readonly title: string;
  readonly price: number;
  readonly kind?: string;
  readonly colour?: string;
}

/** Row 4 has no title: an item that is known from a log only. */
export const ITEMS: readonly ShopItem[] = [
  { id: 'A1', title: 'Red lantern', price: 2.55, kind: 'lantern', colour: 'red' },
  { id: 'A2', title: 'White lantern', price: 3, kind: 'lantern', colour: 'white' },
  { id: 'A3', title: 'Paper lantern', price: 1.25, kind: 'lantern' },
  { id: 'B1', title: HOSTILE_TITLE, price: 4.5, kind: 'mug' },
  { id: 'B2', title: '', price: NaN },
  { id: 'B3', title: 'Blue mug', price: NaN, kind: 'mug', colour: 'blue' },
];

/** Files in memory, whose revision is their place in the history of changes. */
export interface MemoryFiles extends Files {
  set(path: string, bytes: Uint8Array<ArrayBuffer>): void;
  remove(path: string): void;
}

export function createMemoryFiles(): MemoryFiles {
  const files = new Map<string, { bytes: Uint8Array<ArrayBuffer>; revision: number }>();
  let changes = 0;
  return {
    read: (path) => Promise.resolve(files.get(path)?.bytes.slice()),
    revision: (path) => Promise.resolve(files.get(path)?.revision.toString()),
    set: (path, bytes) => void files.set(path, { bytes, revision: ++changes }),
    remove: (path) => void files.delete(path),
  };
}

export function createTestPlatform(files: Files, problems: Error[] = []): Platform {
  return { files, clock: { now: () => NOW }, onProblem: (problem) => void problems.push(problem) };
}

/** Writes a bundle of `items`, most popular first; each one's neighbours are the next two. */
export async function writeShopBundle(
  files: MemoryFiles,
  items: readonly ShopItem[] = ITEMS,
  change: Partial<Manifest> = {},
): Promise<Manifest> {
  const rows = items.map((_, row) => row);
  const kinds = [...new Set(items.flatMap(({ kind }) => kind ?? []))];
  const colours = [...new Set(items.flatMap(({ colour }) => colour ?? []))];
  const words = [...new Set(items.flatMap(({ title }) => title.toLowerCase().match(/[a-z]+/g) ?? []))].toSorted();
  const lists = (codesOf: (item: ShopItem) => number[]) => {
    const each = items.map(codesOf);
    const offsets = Uint32Array.from([0, ...rows.map((row) => each.slice(0, row + 1).flat().length)]);
    return { offsets, codes: Uint16Array.from(each.flat()) };
  };
  const one = (values: readonly string[], value: string | undefined) =>
    value === undefined ? [] : [values.indexOf(value)];
  const parts: Partial<Record<PartName, Uint8Array<ArrayBuffer>>> = {
    ids: encodeIds(items.map(({ id }) => id)),
    popularity: encodePopularity({
      support: Uint32Array.from(rows, (row) => 100 - row),
      share: Float32Array.from(rows, (row) => 2 ** -(row + 1)),
      regional: Uint32Array.from([3, 0, 5, 5, 4, 1]),
      top: 3,
    }),
    neighbours: encodeNeighbours({
      k: 3,
      index: Uint32Array.from(rows.flatMap((row) => [(row + 2) % rows.length, (row + 1) % rows.length, 0])),
      weight: Uint16Array.from(rows.flatMap(() => [100, 200, 0])),
      scale: Float32Array.from(rows, () => 1 / 255),
    }),
    attributes: encodeAttributes([
      { values: kinds, ...lists(({ kind }) => one(kinds, kind)) },
      { values: colours, ...lists(({ colour }) => one(colours, colour)) },
    ]),
    vocabulary: encodeVocabulary({
      words,
      ...lists(({ title }) =>
        [...new Set(title.toLowerCase().match(/[a-z]+/g) ?? [])].map((word) => words.indexOf(word)),
      ),
    }),
    display: encodeDisplay({
      titles: items.map(({ title }) => title),
      urls: items.map(({ id }) => `/p/${id}`),
      images: items.map(({ id }) => `/art/${id}.svg`),
      prices: Float32Array.from(items, ({ price }) => price),
    }),
  };
  const described: Manifest['parts'] = [];
  for (const [name, bytes] of Object.entries(parts)) {
    const hash = await sha256(bytes);
    const file = `${hash}.bin`;
    described.push({ name, type: 'table', version: 1, file, sha256: hash, bytes: bytes.length });
    files.set(`${DIR}/${file}`, bytes);
  }
  const { manifest: small } = await createSmallBundle();
  const manifest: Manifest = {
    ...small,
    items: items.length,
    parts: described,
    attributes: [
      { name: 'kind', type: 'one', values: kinds.length, weight: 0.5 },
      { name: 'colour', type: 'one', values: colours.length, weight: 0.5 },
    ],
    regions: ['Germany', 'EIRE'],
    ...change,
  };
  files.set(`${DIR}/manifest.json`, new TextEncoder().encode(JSON.stringify(manifest)));
  return manifest;
}
