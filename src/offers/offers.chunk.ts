import { handOver } from '../loader/handover.ts';
import { startOffers } from './start-offers.ts';

handOver(startOffers);
