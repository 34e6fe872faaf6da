// What a file of test/fixtures/journeys holds. Expected values are worked out by hand from docs/segments.md, docs/profile.md and
// docs/offers.md; they are never recorded.

import type { LivingSpec } from '../../../contract/segments.ts';

/** `15m`, as a rule would say it. */
type Duration = string;

export interface Journey {
  readonly shows: string;
  /** Of the device, IANA. @default 'UTC' */
  readonly zone?: string;
  /** @default '2026-03-02T10:00:00Z', a Monday */
  readonly start?: string;
  /** Whether the trainer's preset is among the rules. */
  readonly classics?: boolean;
  readonly living?: Partial<LivingSpec>;
  readonly steps: readonly Step[];
}

/** The clock first, then what is done, in the order of the fields; then what must be true. */
export interface Step {
  /** Why it is as it is, for whoever reads it. */
  readonly because?: string;
  readonly after?: Duration;
  /** How far the clock is set back. */
  readonly back?: Duration;
  /** The clock at an instant. */
  readonly at?: string;
  /** Opened where it is not yet. @default 'a' */
  readonly tab?: string;
  /** The tab's page is loaded again, or another one in it. */
  readonly reload?: boolean;
  readonly close?: boolean;
  /** Of the shop: what differs from the journey's. Tabs take it up when they are loaded again. */
  readonly bundle?: Partial<LivingSpec>;
  readonly grants?: Readonly<Record<string, 'granted' | 'denied'>>;
  readonly pause?: 'visit' | 'off';
  readonly event?: string;
  readonly item?: string;
  readonly items?: readonly object[];
  readonly price?: number;
  readonly quantity?: number;
  readonly ms?: number;
  readonly rating?: number;
  readonly name?: string;
  readonly tokens?: readonly string[];
  /** How long before now it was done. */
  readonly late?: Duration;
  /** Nothing may come of this event: its owner has paused, or erased, the profile. */
  readonly isLost?: boolean;
  /** How a later step calls this event. */
  readonly as?: string;
  /** Calls for an offer, and what the shopper does with it. */
  readonly raise?: string;
  readonly accept?: string;
  readonly dismiss?: string;
  readonly recover?: string;
  readonly resend?: boolean;
  /** What the shop said of what was handed over last. */
  readonly settle?: 'acknowledged' | 'refused';
  readonly leave?: string;
  readonly rejoin?: string;
  readonly import?: readonly [source: string, data: unknown];
  readonly forget?: string;
  readonly login?: string;
  readonly logout?: boolean;
  /** An event by what it was called (`as`). */
  readonly takeBack?: string;
  readonly correct?: object;
  readonly erase?: boolean;
  readonly expect?: Expected;
}

export interface Expected {
  /** By id, in any order. */
  readonly segments?: readonly string[];
  /** How long ago the visitor came into, or out of, it. */
  readonly since?: Readonly<Record<string, Duration>>;
  readonly left?: readonly string[];
  /** Id -> how it stands; those that are not named stand not at all. */
  readonly offers?: Readonly<Record<string, 'due' | 'shown'>>;
  /** Until something changes by itself; null: nothing will. */
  readonly next?: Duration | null;
  /** By the names of contract/fields.ts; null: nothing is known. */
  readonly values?: Readonly<Record<string, number | string | null>>;
  /** Paths in the profile. */
  readonly profile?: Readonly<Record<string, unknown>>;
  /** What the call of this step was answered. */
  readonly answer?: object;
  /** Why it was refused. */
  readonly refused?: string;
  /** All tabs that are open say the same. */
  readonly everywhere?: boolean;
}
