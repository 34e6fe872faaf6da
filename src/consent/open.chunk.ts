import { handOver } from '../loader/handover.ts';
import { connectSources } from './connect-sources.ts';
import { open } from './open.family.ts';

handOver(connectSources({ ...open }));
