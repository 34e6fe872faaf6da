import type { LivingSpec } from '../../contract/segments.ts';
import { createCatalogue, type Shelf } from '../../worker/living/catalogue.ts';
import type { Setting } from '../../worker/living/setting.ts';

const HOUR_MS = 3_600_000;

/** What the device's code works with while a log is played: a clock in UTC, a desktop, and no chance. */
export function toSetting(
  spec: LivingSpec,
  shelf: Shelf,
  prices: ArrayLike<number> | undefined,
  currency: string | undefined,
): Setting {
  return {
    spec,
    catalogue: createCatalogue(shelf, prices),
    currency,
    surroundings: {
      device: 'desktop',
      region: undefined,
      random: { bytes: (count) => new Uint8Array(count) },
      local(at) {
        const date = new Date(at);
        return {
          hour: date.getUTCHours(),
          weekday: date.getUTCDay(),
          nextHourAt: (Math.floor(at / HOUR_MS) + 1) * HOUR_MS,
        };
      },
    },
  };
}
