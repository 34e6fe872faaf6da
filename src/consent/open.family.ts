import { connectCookieconsent } from './cookieconsent.ts';
import { connectKlaro } from './klaro.ts';
import { connectOrejime } from './orejime.ts';
import type { Family } from './source.ts';
import { connectTarteaucitron } from './tarteaucitron.ts';
import { connectVanillaCookieconsent } from './vanilla-cookieconsent.ts';

export const open: Family = {
  klaro: connectKlaro,
  'vanilla-cookieconsent': connectVanillaCookieconsent,
  cookieconsent: connectCookieconsent,
  tarteaucitron: connectTarteaucitron,
  orejime: connectOrejime,
};
