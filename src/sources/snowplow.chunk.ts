import { handOver } from '../loader/handover.ts';
import { connectSnowplow } from './snowplow.ts';

handOver(connectSnowplow);
