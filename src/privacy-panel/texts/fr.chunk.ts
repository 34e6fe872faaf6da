import { handOver } from '../../loader/handover.ts';
import { FR } from './fr.ts';

handOver(FR);
