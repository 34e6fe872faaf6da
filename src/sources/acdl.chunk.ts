import { handOver } from '../loader/handover.ts';
import { connectAcdl } from './acdl.ts';

handOver(connectAcdl);
