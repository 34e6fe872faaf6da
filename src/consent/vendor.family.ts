import type { Family } from './source.ts';

export const vendor: Family = {};
