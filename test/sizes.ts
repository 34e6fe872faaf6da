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
  /** Bytes; absent where there is no budget. */
  readonly budget?: number;
  /** What brings it, where a plain visit does not. */
  readonly when?: string;
}

const BUDGETS = { 'bytes-loader': 1_500, 'bytes-adapter': 1_500, 'bytes-visit': 16_000 };

/** Loaded on demand, and by whom. */
const LAZY = {
  'aisle-page-annex.js': 'the page: a fill slot, a cart, an order, a search, aisle.rank and recommend',
  'aisle-annex.js': 'the worker: a fill slot, reasons, the vocabulary, a look at the profile',
  'aisle-learned.js': 'the worker: a bundle with a learned ranker',
  'aisle-learned.wasm': 'aisle-learned.js, where the CSP allows wasm',
};
/** Instead of what a plain visit loads. */
const OTHER = {
  'aisle-worker.js': 'in the place of the copy in aisle-sdk.js, with data-worker',
  'index.js': 'in the place of aisle.js and aisle-sdk.js, by shops that build their own scripts',
};

/**
 * Measures the built files in `dist`: the loader, every consent adapter, and a whole visit (loader, the largest adapter and
 * the SDK, which carries the engine). What is loaded on demand, or in the place of these, has a row without a budget.
 */
export function measureSizes(dist: string): Size[] {
  const size = (id: string, files: readonly string[], budget?: number): Size => ({
    id,
    files,
    bytes: files.reduce((sum, file) => sum + brotliSize(join(dist, file)), 0),
    ...(budget !== undefined && { budget }),
  });
  const adapters = readdirSync(dist)
    .filter((file) => /^aisle-consent-.+\.js$/.test(file))
    .map((file) => size('bytes-adapter', [file], BUDGETS['bytes-adapter']));
  const largest = adapters.toSorted((a, b) => b.bytes - a.bytes)[0]?.files ?? [];
  const rowsOf = (id: string, files: Readonly<Record<string, string>>): Size[] =>
    Object.entries(files).flatMap(([file, when]) =>
      existsSync(join(dist, file)) ? [{ ...size(id, [file]), when }] : [],
    );
  return [
    size('bytes-loader', ['aisle.js'], BUDGETS['bytes-loader']),
    ...adapters,
    size('bytes-visit', ['aisle.js', ...largest, 'aisle-sdk.js'], BUDGETS['bytes-visit']),
    size('bytes-file', ['aisle-sdk.js']),
    ...rowsOf('bytes-lazy', LAZY),
    ...rowsOf('bytes-other', OTHER),
  ];
}

export function formatSizes(sizes: readonly Size[]): string {
  const rows = sizes.map(({ id, files, bytes, budget, when }) => {
    const limit = budget === undefined ? '' : ` of ${budget}${bytes > budget ? '  OVER BUDGET' : ''}`;
    return `${id.padEnd(14)} ${String(bytes).padStart(7)} B br${limit}  ${files.join(' + ')}${when ? ` (${when})` : ''}`;
  });
  return rows.join('\n');
}

/** @throws Error naming every row over its budget, with its bytes and what to do. */
export function checkSizes(sizes: readonly Size[]): void {
  const over = sizes.filter(({ bytes, budget }) => budget !== undefined && bytes > budget);
  if (over.length === 0) return;
  const rows = over.map(
    ({ id, files, bytes, budget }) => `${id} (${files.join(' + ')}): ${bytes} B, budget ${budget} B`,
  );
  throw new Error(
    `Over the size budget, brotli:\n${rows.join('\n')}\nMake the script smaller, or move a part out of it.`,
  );
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
