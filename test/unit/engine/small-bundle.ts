import type { Manifest } from '../../../contract/bundle.ts';
import { toHex } from '../../../contract/ids.ts';
import {
  encodeAliases,
  encodeAttributes,
  encodeDisplay,
  encodeEmbeddings,
  encodeIds,
  encodeNeighbours,
  encodePopularity,
  encodeVocabulary,
} from '../../../contract/encode-parts.ts';
import { toAliases } from '../../../trainer/aliases.ts';

export const BUNDLE_URL = 'https://cdn.example/bundle/manifest.json';
export const PRICES_AT = Date.parse('2026-03-01T00:00:00Z');

export interface SmallBundle {
  readonly manifest: Manifest;
  /** By URL; the manifest's own is `BUNDLE_URL`. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
}

export interface SmallBundleOptions {
  readonly version?: number;
  readonly change?: (manifest: Manifest) => unknown;
  readonly display?: boolean;
  /** A row without a title. */
  readonly untitled?: number;
  /** Rows that nothing may be learned of; null: a bundle whose trainer did not say. */
  readonly sensitive?: readonly number[] | null;
  /** Default: `Title of 3`. */
  readonly titleOf?: (row: number) => string;
  /** Values of the attribute `kind`, of even rows and of odd ones. Default: lantern and mug. */
  readonly kinds?: readonly [string, string];
  /** Ids of the twelve items. Default: `itemId`. */
  readonly ids?: readonly string[];
  /** Other ids of the items, by id. Default: the bundle has no such part. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
  /** False: titles without pages. */
  readonly urls?: boolean;
}

/** Twelve items: even ones are lanterns, odd ones mugs. Every item's neighbours are the two next ones of its kind. */
export async function createSmallBundle(options: SmallBundleOptions = {}): Promise<SmallBundle> {
  const count = 12;
  const rows = Array.from({ length: count }, (_, row) => row);
  const ids = options.ids ?? rows.map((row) => itemId(row));
  const kinds = Uint16Array.from(rows, (row) => row % 2);
  const offsets = Uint32Array.from({ length: count + 1 }, (_, row) => row);
  const parts: Record<string, Uint8Array<ArrayBuffer>> = {
    ids: encodeIds(ids),
    popularity: encodePopularity({
      support: Uint32Array.from(rows, (row) => 100 - row),
      share: Float32Array.from(rows, () => 1 / count),
      regional: Uint32Array.from([3, 5, 7]),
      top: 3,
    }),
    neighbours: encodeNeighbours({
      k: 2,
      index: Uint32Array.from(rows.flatMap((row) => [(row + 2) % count, (row + 4) % count])),
      weight: Uint16Array.from(rows.flatMap(() => [200, 100])),
      scale: Float32Array.from(rows, () => 1 / 255),
    }),
    embeddings: encodeEmbeddings({
      dims: 8,
      values: Int8Array.from(
        rows.flatMap((row) => Array.from({ length: 8 }, (_, at) => (at % 2 === row % 2 ? 64 : 0))),
      ),
    }),
    attributes: encodeAttributes([{ values: [...(options.kinds ?? ['lantern', 'mug'])], offsets, codes: kinds }]),
    vocabulary: encodeVocabulary({
      words: ['lantern', 'mug'],
      offsets,
      codes: kinds,
      sensitive:
        options.sensitive === null
          ? undefined
          : { items: Uint32Array.from(options.sensitive ?? []), words: new Uint32Array() },
    }),
  };
  if (options.display ?? true) {
    parts['display'] = encodeDisplay({
      titles: rows.map((row) => (row === options.untitled ? '' : (options.titleOf?.(row) ?? `Title of ${row}`))),
      urls: rows.map((row) => (options.urls === false ? '' : `/p/${row}`)),
      images: rows.map((row) => `/i/${row}.svg`),
      prices: Float32Array.from(rows, (row) => (row === 1 ? NaN : row + 0.5)),
    });
  }
  const { aliases } = options;
  if (aliases) parts['aliases'] = encodeAliases(toAliases(ids, (row) => aliases[ids[row]!] ?? []).rows, count);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const described: Manifest['parts'] = [];
  for (const [name, bytes] of Object.entries(parts)) {
    const sha256 = await sha256Of(bytes);
    described.push({
      name,
      type: 'table',
      version: 1,
      file: `${sha256}.bin`,
      sha256,
      bytes: bytes.length,
    });
    files.set(new URL(`${sha256}.bin`, BUNDLE_URL).href, bytes);
  }
  const manifest: Manifest = {
    format: 'aisle-bundle',
    formatVersion: 1,
    version: options.version ?? 1,
    trainedThrough: '2026-03-01T00:00:00Z',
    pricesAt: new Date(PRICES_AT).toISOString(),
    items: count,
    dims: 8,
    parts: described,
    attributes: [{ name: 'kind', type: 'one', values: 2, weight: 0.8 }],
    regions: ['de'],
    ranking: {
      history: 20,
      lists: { first: 1.3, decay: 0.5, damp: 3 },
      embedding: { decay: 0.5, weight: 0.01 },
      repeat: Array.from({ length: 32 }, () => 0.01),
      alpha: { floor: 0.5, ceiling: 0.9, half: 0.1 },
      popularity: { prior: 1, region: 0.5, temper: 0.5 },
      events: { product_view: 1, product_click: 1, add_to_cart: 3, purchase: 5, search: 1 },
      halfLifeDays: 30,
      vocabularyWeight: 0.2,
    },
    refine: null,
    living: null,
    site: { currency: 'GBP', maxPriceAgeHours: 48 },
  };
  options.change?.(manifest);
  files.set(BUNDLE_URL, new TextEncoder().encode(JSON.stringify(manifest)));
  return { manifest, files };
}

export function itemId(row: number): string {
  return `sku-${row % 2 === 0 ? 'lantern' : 'mug'}-${row}`;
}

export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
