import { handOver } from '../loader/handover.ts';
import { connectSources } from './connect-sources.ts';
import { prompt } from './prompt.family.ts';

handOver(connectSources({ ...prompt }));
