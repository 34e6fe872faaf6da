import { handOver } from '../loader/handover.ts';
import { pageAnnex } from './page-annex.ts';

handOver(pageAnnex);
