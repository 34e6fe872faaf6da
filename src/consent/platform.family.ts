import { connectGcm } from './gcm.ts';
import { connectShopify } from './shopify.ts';
import type { Family } from './source.ts';
import { connectWp } from './wp.ts';

export const platform: Family = { gcm: connectGcm, shopify: connectShopify, wp: connectWp };
