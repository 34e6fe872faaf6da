import { handOver } from '../loader/handover.ts';
import { openStorefront } from './storefront.ts';

handOver(openStorefront);
