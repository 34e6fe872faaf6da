import { handOver } from '../../loader/handover.ts';
import { ES } from './es.ts';

handOver(ES);
