import { handOver } from '../loader/handover.ts';
import { connectSources } from './connect-sources.ts';
import { platform } from './platform.family.ts';

handOver(connectSources({ ...platform }));
