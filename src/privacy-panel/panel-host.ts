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
  /** Once the panel's script was asked for. */
  panel?: Panel;
}

/** The panel's script, once it is there. */
export interface Panel {
  /** Takes up the page's `data-aisle-privacy` and `data-aisle-why` elements that are new. */
  look(): void;
}

/** `site` names the channel on which the tabs hear that the profile has changed. */
export type StartPanel = (host: PanelHost, site: string) => Panel;
