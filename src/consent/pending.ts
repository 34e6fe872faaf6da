import { allGrants } from '../../contract/grants.ts';
import type { Signal } from './source.ts';

/** Nobody knows, whatever was said before. */
export function pending(): Signal {
  return { grants: allGrants('pending') };
}
