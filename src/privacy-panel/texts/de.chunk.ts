import { handOver } from '../../loader/handover.ts';
import { DE } from './de.ts';

handOver(DE);
