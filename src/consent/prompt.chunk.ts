import { handOver } from '../loader/handover.ts';
import { connectSources } from './connect-sources.ts';
import { promptEn } from './prompt-en.family.ts';

handOver(connectSources({ ...promptEn } as never));
