import { handOver } from '../loader/handover.ts';
import { connectVanillaCookieconsent } from './vanilla-cookieconsent.ts';

handOver(connectVanillaCookieconsent);
