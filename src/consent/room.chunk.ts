import { handOver } from '../loader/handover.ts';
import { openRoom, type RoomHost } from './room.ts';

/** Hash of this build's SDK for `integrity`; put in by the build. */
declare const AISLE_SDK_INTEGRITY: string;

handOver((host: RoomHost) => openRoom(host, AISLE_SDK_INTEGRITY));
