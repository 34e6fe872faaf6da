import { handOver } from '../loader/handover.ts';
import { connectDataLayer } from './data-layer.ts';

handOver(connectDataLayer);
