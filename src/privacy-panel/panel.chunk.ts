import { handOver } from '../loader/handover.ts';
import { startPanel } from './start-panel.ts';

handOver(startPanel);
