import type { Bundle } from '../bundle/decode.ts';
import type { Tables } from './tables.ts';

/** Places that a region's best item counts ahead of its list's end: Zipf's law, flattened at the top. */
const ZIPF_OFFSET = 10;

/**
 * Popularity as a visitor of `region` sees it: (1 - mix) x share of the catalogue + mix x the region's own list, whose
 * entries weigh 1 / (place + 10). An unknown region sees the shop's popularity. Sums to 1.
 */
export function regionalPopularity(bundle: Bundle, tables: Tables, region: string | undefined): Float32Array {
  const index = bundle.manifest.regions.indexOf(region ?? '');
  const { top, regional } = bundle.popularity;
  if (index < 0 || top === 0) return tables.popularity;
  const mix = bundle.manifest.ranking.popularity.region;
  const blended = tables.popularity.map((share) => share * (1 - mix));
  let total = 0;
  for (let place = 0; place < top; place++) total += 1 / (place + ZIPF_OFFSET);
  for (let place = 0; place < top; place++) {
    blended[regional[index * top + place]!]! += mix / (place + ZIPF_OFFSET) / total;
  }
  return blended;
}

/** What a fill slot shows a visitor of whom nothing is known. */
export function fallbackSource({ manifest }: Bundle, region: string | undefined): 'regional' | 'popular' {
  return region !== undefined && manifest.regions.includes(region) ? 'regional' : 'popular';
}
