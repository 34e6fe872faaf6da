import { handOver } from '../loader/handover.ts';
import { connectSources } from './connect-sources.ts';
import { vendor } from './vendor.family.ts';

handOver(connectSources({ ...vendor }));
