import { handOver } from '../loader/handover.ts';
import { connectShopify } from './shopify.ts';

handOver(connectShopify);
