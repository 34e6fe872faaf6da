import { handOver } from '../loader/handover.ts';
import { connectMixpanel } from './mixpanel.ts';

handOver(connectMixpanel);
