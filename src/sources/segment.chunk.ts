import { handOver } from '../loader/handover.ts';
import { connectSegment } from './segment.ts';

handOver(connectSegment);
