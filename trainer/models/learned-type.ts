import type { Part } from '../../contract/bundle.ts';
import { isPackedModel } from '../../worker/ranking/learned/model-file.ts';

/** Of part `learned`: a tfjs model of the shop's own, or the small ranker's table. */
export function learnedTypeOf(part: Uint8Array): Part['type'] {
  return isPackedModel(part) ? 'tfjs-layers' : 'table';
}
