import type { z } from 'zod';

/** What is said of a piece of data in `docs/data-inventory.md`, which is written from the schemas. */
export interface FieldNote {
  /** What it is for. */
  readonly purpose: string;
  /** How long it is there. */
  readonly retention: string;
  /** Where it can go. */
  readonly reach: string;
}

export const WITH_PROFILE = 'as long as the profile';
export const DAYS_30 = '30 days from its time';
/** Events are folded into the profile, in batches. */
export const IN_JOURNAL = 'until 64 batches are merged into the profile, at most 30 days';
const ON_DEVICE = 'this device: encrypted on disk; its owner’s export';

/** `schema` with what the data inventory says of it and, unless they say it themselves, of its fields. */
export function noted<T extends z.ZodType>(
  schema: T,
  purpose: string,
  retention: string = WITH_PROFILE,
  reach: string = ON_DEVICE,
): T {
  return schema.meta({ purpose, retention, reach } satisfies FieldNote);
}
