import type { Family } from './source.ts';

export const iab: Family = {};
