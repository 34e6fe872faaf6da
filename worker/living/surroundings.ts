import type { RandomSource } from '../../contract/ids.ts';

/** What a device says of itself without being asked twice. Injected, so that tests and the trainer have their own. */
export interface Surroundings {
  /** The device's own clock and time zone at `at`, ms since 1970. */
  local(at: number): LocalTime;
  readonly device: 'phone' | 'tablet' | 'desktop';
  /** As the page or the shop gives it. */
  readonly region: string | undefined;
  readonly random: RandomSource;
}

export interface LocalTime {
  /** 0..23. */
  readonly hour: number;
  /** 0: Sunday. */
  readonly weekday: number;
  /** When the local hour ends, ms since 1970: a change to or from daylight saving is one of these moments. */
  readonly nextHourAt: number;
}

/** What a worker's navigator may tell; Chromium alone has `userAgentData`. */
interface Navigator {
  readonly userAgent?: string;
  readonly userAgentData?: { readonly mobile?: boolean };
}

/**
 * The browser's own. Of the device nothing is asked but whether it is a phone, a tablet or neither; the answer stays here.
 */
export function browserSurroundings(region?: string): Surroundings {
  return {
    local: toLocal,
    device: deviceOf(globalThis.navigator),
    region,
    random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
  };
}

/** `at` by the time zone of this process. */
function toLocal(at: number): LocalTime {
  const date = new Date(at);
  const next = new Date(at);
  // in local time, so that zones off by half an hour have their own
  next.setMinutes(60, 0, 0);
  return {
    hour: date.getHours(),
    weekday: date.getDay(),
    // where an hour is struck twice, setting minutes may lead back
    nextHourAt: next.getTime() > at ? next.getTime() : at + 60_000 * (60 - date.getMinutes()),
  };
}

/** An iPad says that it is a Mac, and is taken for one: telling them apart would be a fingerprint. */
function deviceOf({ userAgent = '', userAgentData }: Navigator = {}): Surroundings['device'] {
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(userAgent)) return 'tablet';
  return userAgentData?.mobile || /Mobi|iPhone/.test(userAgent) ? 'phone' : 'desktop';
}
