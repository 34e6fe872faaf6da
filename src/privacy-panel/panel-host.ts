import type { Reason } from '../../contract/protocol.ts';
import type { SdkHost } from '../loader/handover.ts';
import type { Aisle } from '../sdk/aisle.ts';
import type { Runtime } from '../sdk/runtime.ts';

/**
 * What the SDK lends to the privacy panel. It outlives a visit, and `data-expose` does not restrict it: the panel shows
 * shoppers their own data.
 */
export interface PanelHost {
  readonly runtime: () => Pick<Runtime, 'visit' | 'listeners' | 'erase'>;
  readonly consent: Aisle['consent'];
  readonly add: SdkHost['add'];
  /** Once the panel's script was asked for; undefined where it could not be had. */
  panel?: Promise<Panel | undefined>;
}

/** The panel's script, once it is there. */
export interface Panel {
  /** Takes up the page's `data-aisle-privacy` and `data-aisle-why` elements that are new. */
  look(): void;
  /** Why an item stands where it does, in one sentence in the page's language. */
  say(reason: Reason): Promise<string>;
}

/** `site` names the channel on which the tabs hear that the profile has changed. */
export type StartPanel = (host: PanelHost, site: string) => Panel;
