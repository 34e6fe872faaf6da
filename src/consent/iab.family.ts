import { connectGpp } from './gpp.ts';
import type { Family } from './source.ts';
import { connectTcf } from './tcf.ts';
import { connectUsp } from './usp.ts';

export const iab: Family = { tcf: connectTcf, gpp: connectGpp, usp: connectUsp };
