import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

/** One row: what a page loads, brotli at its highest quality, against what it may be. */
export interface Size {
  readonly id: string;
  readonly files: readonly string[];
  /** Bytes over the wire with `content-encoding: br`. */
  readonly bytes: number;
  /** What it should weigh, bytes; absent where nothing is promised. */
  readonly target?: number;
  /** What it may weigh: the target, or where the target is missed, little more than today, so that it can only shrink. */
  readonly ceiling?: number;
  /** What brings it, where a plain visit does not. */
  readonly when?: string;
}

interface Budget {
  readonly target: number;
  readonly ceiling: number;
}

const LOADER: Budget = { target: 1_500, ceiling: 1_500 };
const ADAPTER: Budget = { target: 1_500, ceiling: 1_500 };
/** The target is missed; docs/decisions/0011, 0013, 0019 and 0021 have what was tried, and why the ceiling is where it is. */
const VISIT: Budget = { target: 16_000, ceiling: 28_520 };
/** Decides what the adapters have heard: beside one of them it is part of every visit. */
const ROOM = 'aisle-consent-room.js';

/** Loaded on demand, and by whom. */
const LAZY = {
  'aisle-storefront.js':
    'the page: a shop that does not say by data-aisle-page what its pages are, site.slots, site.products',
  'aisle-platforms.js': 'aisle-storefront.js, on a page of WooCommerce, PrestaShop, Magento or Shopify',
  'aisle-source-data-layer.js':
    'aisle-storefront.js, on a page with Google’s data layer; each other tracker has such a file',
  'aisle-debug.js': 'aisle-page-annex.js, at a call of track on a developer’s machine or with data-debug',
  'aisle-page-annex.js': 'the page: a fill slot, a cart, an order, a search, aisle.rank and recommend',
  'aisle-offers.js': 'aisle-page-annex.js, with a bundle that has segments or offers',
  'aisle-panel.js': 'the page: a data-aisle-privacy or data-aisle-why element',
  'aisle-panel-de.js': 'aisle-panel.js, on a page in German',
  'aisle-panel-es.js': 'aisle-panel.js, on a page in Spanish',
  'aisle-panel-fr.js': 'aisle-panel.js, on a page in French',
  'aisle-annex.js': 'the worker: a fill slot, reasons, the vocabulary, a look at the profile',
  'aisle-names.js': 'the worker: a page that names items by other ids than the bundle’s',
  'aisle-refine.js': 'the worker: a bundle that refines the mixture',
  'aisle-living.js': 'the worker: a bundle with segments, clusters, offers or imports',
  'aisle-reports.js': 'aisle-living.js, with a bundle that asks for private reports',
  'aisle-learned.js': 'aisle-refine.js, where the learned ranker is a tfjs model',
  'aisle-learned.wasm': 'aisle-learned.js, where the CSP allows wasm',
};
/** Instead of what a plain visit loads. */
const OTHER = {
  'aisle-worker.js': 'in the place of the copy in aisle-sdk.js, with data-worker',
  'index.js': 'in the place of aisle.js and aisle-sdk.js, by shops that build their own scripts',
};

/**
 * Measures the built files in `dist`: the loader, every consent adapter, and a whole visit (loader, the largest adapter, the
 * consent room, the SDK, which carries the engine, and what follows a page when its slots are ordered). What is loaded on demand, or in the place of these, has a row without a target.
 */
export function measureSizes(dist: string): Size[] {
  const size = (id: string, files: readonly string[], budget?: Budget): Size => ({
    id,
    files,
    bytes: files.reduce((sum, file) => sum + brotliSize(join(dist, file)), 0),
    ...budget,
  });
  const adapters = readdirSync(dist)
    .filter((file) => /^aisle-consent-.+\.js$/.test(file))
    .map((file) => size('bytes-adapter', [file], ADAPTER));
  const largest =
    adapters.filter(({ files }) => files[0] !== ROOM).toSorted((a, b) => b.bytes - a.bytes)[0]?.files ?? [];
  const rowsOf = (id: string, files: Readonly<Record<string, string>>): Size[] =>
    Object.entries(files).flatMap(([file, when]) =>
      existsSync(join(dist, file)) ? [{ ...size(id, [file]), when }] : [],
    );
  return [
    size('bytes-loader', ['aisle.js'], LOADER),
    ...adapters,
    size('bytes-visit', ['aisle.js', ...largest, ROOM, 'aisle-sdk.js', 'aisle-follow.js'], VISIT),
    size('bytes-file', ['aisle-sdk.js']),
    ...rowsOf('bytes-lazy', LAZY),
    ...rowsOf('bytes-other', OTHER),
  ];
}

export function formatSizes(sizes: readonly Size[]): string {
  const rows = sizes.map(({ id, files, bytes, target = Infinity, ceiling = Infinity, when }) => {
    const missed = bytes > target ? `  OVER TARGET, at most ${ceiling}` : '';
    const limit = target < Infinity ? ` of ${target}${missed}` : '';
    return `${id.padEnd(14)} ${String(bytes).padStart(7)} B br${limit}  ${files.join(' + ')}${when ? ` (${when})` : ''}`;
  });
  return rows.join('\n');
}

/** @throws Error naming every row over its ceiling, with its bytes and what to do. */
export function checkSizes(sizes: readonly Size[]): void {
  const over = sizes.filter(({ bytes, ceiling = Infinity }) => bytes > ceiling);
  if (over.length === 0) return;
  const rows = over.map(
    ({ id, files, bytes, ceiling }) => `${id} (${files.join(' + ')}): ${bytes} B, at most ${ceiling} B`,
  );
  throw new Error(`Too large, brotli:\n${rows.join('\n')}\nMake the script smaller, or move a part out of it.`);
}

function brotliSize(file: string): number {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: statSync(file).size };
  return brotliCompressSync(readFileSync(file), { params }).byteLength;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const sizes = measureSizes(join(import.meta.dirname, '../dist'));
  const asJson = process.argv.includes('--json');
  process.stdout.write(asJson ? `${JSON.stringify(sizes, null, 2)}\n` : `${formatSizes(sizes)}\n`);
  checkSizes(sizes);
}
