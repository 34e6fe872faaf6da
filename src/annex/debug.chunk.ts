import { handOver } from '../loader/handover.ts';
import { checkTrack } from './check-track.ts';

handOver(checkTrack);
