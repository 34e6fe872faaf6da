import { handOver } from '../loader/handover.ts';
import { follow } from './follow.ts';

handOver(follow);
