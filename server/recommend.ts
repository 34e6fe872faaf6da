import { DEFAULT_PRICE_AGE_HOURS } from '../contract/site.ts';
import type { DisplayEntry } from '../contract/protocol.ts';
import type { RecommendationQuery } from './recommendation-query.ts';
import type { ServedBundle } from './read-bundle.ts';

const HOUR_MS = 3_600_000;

/** Names that logs use beside the English name of an ISO 3166 code. */
const REGION_ALIASES: Readonly<Record<string, readonly string[]>> = {
  ie: ['EIRE'],
  gb: ['UK', 'Great Britain'],
  uk: ['United Kingdom', 'GB', 'Great Britain'],
  us: ['USA'],
  za: ['RSA'],
  cz: ['Czech Republic'],
};

export type RecommendationSource = 'similar' | 'regional' | 'popular';

export interface Recommendations {
  readonly context: RecommendationQuery['context'];
  /** How the list came about. `similar` needs a known item, `regional` a known region; else `popular`. */
  readonly source: RecommendationSource;
  /** The bundle's name of the region, null where none was asked for or known. */
  readonly region: string | null;
  readonly item: string | null;
  /** ISO 4217 code of every price, null where the site section names none. */
  readonly currency: string | null;
  readonly bundle: { readonly version: number; readonly hash: string };
  readonly items: readonly DisplayEntry[];
}

/** A list that is the same for everybody who asks: it enters no personal data and depends on nothing but the query. */
export function recommend(bundle: ServedBundle, query: RecommendationQuery, now: number): Recommendations {
  const row = query.item === undefined ? undefined : bundle.rows.get(query.item);
  const region = query.region === undefined ? undefined : findRegion(bundle.manifest.regions, query.region);
  const source = row !== undefined ? 'similar' : region !== undefined ? 'regional' : 'popular';
  const rows = row !== undefined ? similarRows(bundle, row) : region !== undefined ? regionalRows(bundle, region) : [];
  return {
    context: query.context,
    source,
    region: region === undefined ? null : bundle.manifest.regions[region]!,
    item: row === undefined ? null : bundle.ids[row]!,
    currency: bundle.manifest.site.currency ?? null,
    bundle: { version: bundle.manifest.version, hash: bundle.hash },
    items: topUp(bundle, rows, query.limit, row).map((each) => toEntry(bundle, each, now)),
  };
}

/** Neighbours of a row that can be shown, strongest first, by the bundle's directed lists. */
export function similarRows({ neighbours, display }: ServedBundle, row: number): number[] {
  const { k, index, weight } = neighbours;
  const places = Array.from({ length: k }, (_, place) => row * k + place).filter((place) => weight[place]! > 0);
  // one scale a row: the quantised weights order it as the weights would
  places.sort((a, b) => weight[b]! - weight[a]! || a - b);
  return places.map((place) => index[place]!).filter((other) => other !== row && isShown(display, other));
}

/** The best of `rows`, then what is popular, without repeats and without `except`. */
function topUp(bundle: ServedBundle, rows: Iterable<number>, limit: number, except?: number): number[] {
  const chosen = new Set<number>();
  for (const list of [rows, bundle.popular]) {
    for (const row of list) {
      if (chosen.size >= limit) return [...chosen];
      if (row !== except) chosen.add(row);
    }
  }
  return [...chosen];
}

function regionalRows({ popularity, display }: ServedBundle, region: number): number[] {
  const { regional, top } = popularity;
  return Array.from(regional.subarray(region * top, (region + 1) * top)).filter((row) => isShown(display, row));
}

/** A region by the bundle's own name or by its ISO 3166 code, in any case. */
function findRegion(regions: readonly string[], asked: string): number | undefined {
  const key = asked.toLowerCase();
  const english = /^[a-z]{2}$/.test(key)
    ? new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }).of(key.toUpperCase())
    : undefined;
  const names = new Set([asked, english ?? asked, ...(REGION_ALIASES[key] ?? [])].map((name) => name.toLowerCase()));
  const found = regions.findIndex((region) => names.has(region.toLowerCase()));
  return found < 0 ? undefined : found;
}

function toEntry({ ids, display, manifest }: ServedBundle, row: number, now: number): DisplayEntry {
  const price = display.prices[row]!;
  const maxAgeMs = (manifest.site.maxPriceAgeHours ?? DEFAULT_PRICE_AGE_HOURS) * HOUR_MS;
  const isFresh = now - Date.parse(manifest.pricesAt) <= maxAgeMs;
  return {
    id: ids[row]!,
    title: display.titles[row]!,
    url: display.urls[row]!,
    image: display.images[row]!,
    // a 32-bit float prints as 2.549999952316284
    ...(isFresh && !Number.isNaN(price) ? { price: Math.round(price * 100) / 100 } : {}),
  };
}

function isShown({ titles, urls }: ServedBundle['display'], row: number): boolean {
  return titles[row] !== '' && urls[row] !== '';
}
