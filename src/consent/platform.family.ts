import type { Family } from './source.ts';

export const platform: Family = {};
