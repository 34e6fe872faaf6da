import { handOver } from '../loader/handover.ts';
import { connectSources } from './connect-sources.ts';
import { iab } from './iab.family.ts';

handOver(connectSources({ ...iab }));
