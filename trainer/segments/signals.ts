import { z } from 'zod';

import { signalSchema } from '../../contract/segments.schema.ts';
import type { Signal } from '../../contract/segments.ts';
import { EVENT_WEIGHTS } from '../models/model-config.ts';

const LOOK_DAYS = 14;
const WISH_DAYS = 60;
const OWN_DAYS = 180;

/**
 * How long what an event says of somebody counts half, in days. A choice, not a finding: looks pass within weeks, and what was
 * bought says something for half a year.
 */
const HALF_LIVES: Readonly<Record<string, number>> = {
  product_view: LOOK_DAYS,
  product_click: LOOK_DAYS,
  product_dwell: LOOK_DAYS,
  search: LOOK_DAYS,
  add_to_cart: 30,
  remove_from_cart: 30,
  cart_abandoned: 30,
  wishlist_add: WISH_DAYS,
  purchase: OWN_DAYS,
  refund: OWN_DAYS,
  review: OWN_DAYS,
};

/** A cart that was left behind takes back a third of what putting something into it gave. */
const ABANDONED_WEIGHT = -1;

/** How each type of event moves the behavioural vectors, where the config says nothing of it. */
export const SIGNALS: Readonly<Record<string, Signal>> = Object.fromEntries(
  Object.entries(HALF_LIVES).map(([type, halfLifeDays]) => [
    type,
    { weight: EVENT_WEIGHTS[type] ?? ABANDONED_WEIGHT, halfLifeDays },
  ]),
);

const change = z.strictObject(signalSchema.partial().shape).optional();

/** `model.signals`: weight, half-life or both of the types named. */
export const signalsConfigSchema = z.strictObject(
  Object.fromEntries(Object.keys(SIGNALS).map((type) => [type, change])),
);

export type SignalsConfig = Readonly<
  Record<string, { readonly weight?: number | undefined; readonly halfLifeDays?: number | undefined } | undefined>
>;

/** `eventWeights` of the same config count here too; what `changes` say goes before them. */
export function toSignals(
  changes: SignalsConfig = {},
  eventWeights: Readonly<Record<string, number>> = {},
): Record<string, Signal> {
  return Object.fromEntries(
    Object.entries(SIGNALS).map(([type, signal]) => {
      const weight = changes[type]?.weight ?? eventWeights[type] ?? signal.weight;
      return [type, { weight, halfLifeDays: changes[type]?.halfLifeDays ?? signal.halfLifeDays }];
    }),
  );
}
