import { connectCookiebot } from './cookiebot.ts';
import { connectDidomi } from './didomi.ts';
import { connectOnetrust } from './onetrust.ts';
import { connectOsano } from './osano.ts';
import type { Family } from './source.ts';
import { connectTrustarc } from './trustarc.ts';
import { connectUsercentrics } from './usercentrics.ts';

export const vendor: Family = {
  onetrust: connectOnetrust,
  trustarc: connectTrustarc,
  cookiebot: connectCookiebot,
  usercentrics: connectUsercentrics,
  didomi: connectDidomi,
  osano: connectOsano,
};
