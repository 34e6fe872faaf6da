import { handOver } from '../loader/handover.ts';
import { openPlatforms } from './platforms/platforms.ts';

handOver(openPlatforms);
