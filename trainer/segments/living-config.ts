import { z } from 'zod';

import { importSourceSchema, offerSchema, recoverySchema } from '../../contract/segments.schema.ts';
import { isRecord } from '../../contract/guards.ts';
import { MAX_OFFERS, MAX_SEGMENTS, type ImportSource } from '../../contract/segments.ts';
import { complaintsOf, didYouMean, type Complain } from '../config-issues.ts';
import { IMPORT_PRESETS } from './import-presets.ts';
import { classicOffersSchema, classicsSchema } from './preset.ts';
import type { OfferEntry, SegmentEntry } from './resolve-living.ts';
import { checkSegmentShape } from './segment-shape.ts';

const MAX_IMPORTS = 50;

/** Looks at one entry of a list at a time, so that what is said of it is about the kind that it is meant to be. */
function entryOf<T>(look: (value: unknown, complain: Complain) => void) {
  return z.custom<T>().superRefine((value, context) => {
    look(value, (path, message) => context.addIssue({ code: 'custom', path: [...path], message }));
  });
}

function heldAgainst(schema: z.ZodType) {
  return (value: unknown, complain: Complain): void => {
    const checked = schema.safeParse(value, { reportInput: true });
    if (checked.success) return;
    for (const issue of checked.error.issues)
      for (const { path, message } of complaintsOf(issue, schema)) complain(path, message);
  };
}

/** An entry of a list that stands for several: `{ "preset": "classics" }`. */
function orPreset(preset: z.ZodType, look: (value: unknown, complain: Complain) => void) {
  const lookAtPreset = heldAgainst(preset);
  return (value: unknown, complain: Complain): void =>
    (isRecord(value) && Object.hasOwn(value, 'preset') ? lookAtPreset : look)(value, complain);
}

/** A ready mapping by its name. */
function toMapping(value: unknown): unknown {
  return typeof value === 'string' && Object.hasOwn(IMPORT_PRESETS, value) ? IMPORT_PRESETS[value] : value;
}

function holdImport(value: unknown, complain: Complain): void {
  if (typeof value !== 'string') heldAgainst(importSourceSchema)(value, complain);
  else complain([], `no ready mapping is called ${value}. ${didYouMean(value, Object.keys(IMPORT_PRESETS))}`);
}

/** What of `site` is about segments, offers and what comes from the shop's other systems; not for the page. */
export const livingConfigShape = {
  segments: z
    .array(entryOf<SegmentEntry>(orPreset(classicsSchema, checkSegmentShape)))
    .max(MAX_SEGMENTS)
    .optional(),
  offers: z
    .array(entryOf<OfferEntry>(orPreset(classicOffersSchema, heldAgainst(offerSchema))))
    .max(MAX_OFFERS)
    .optional(),
  recovery: recoverySchema.optional(),
  imports: z
    .array(z.preprocess(toMapping, entryOf<ImportSource>(holdImport)))
    .max(MAX_IMPORTS)
    .optional(),
};
