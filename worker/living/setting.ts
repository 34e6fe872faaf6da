import type { LivingSpec } from '../../contract/segments.ts';
import type { Catalogue } from './catalogue.ts';
import type { Surroundings } from './surroundings.ts';

/** What every stage works with, as long as the page is open. */
export interface Setting {
  readonly spec: LivingSpec;
  readonly catalogue: Catalogue;
  readonly surroundings: Surroundings;
  /** ISO 4217: prices in another one are left out. Absent: all are taken to be in one. */
  readonly currency: string | undefined;
}
