import type { PanelHost } from '../privacy-panel/panel-host.ts';
import type { checkTrack } from './check-track.ts';

/** Hash of this build's checks for `integrity`; put in by the build. */
declare const AISLE_DEBUG_INTEGRITY: string;

let brought: Promise<typeof checkTrack> | undefined;

/** Has a call of `track` checked by a script that only those who build a page ever load. */
export async function bringDebug({ add }: PanelHost, type: unknown, payload: unknown): Promise<void> {
  brought ??= new Promise((resolve) => {
    add('debug', resolve, { integrity: AISLE_DEBUG_INTEGRITY });
  });
  (await brought)(type, payload);
}
