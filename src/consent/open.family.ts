import type { Family } from './source.ts';
import { connectVanillaCookieconsent } from './vanilla-cookieconsent.ts';

export const open: Family = {
  'vanilla-cookieconsent': connectVanillaCookieconsent,
};
