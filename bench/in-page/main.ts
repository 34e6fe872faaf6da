// What runs inside Chromium. Bundled on the spot by bench/pages.ts, called by name.

import { appendHundred, readProfile } from './store.ts';
import { foldRules } from './rules.ts';
import { scanTsVsTfjs } from './scan.ts';

const bench = { appendHundred, foldRules, readProfile, scanTsVsTfjs };

export type InPage = typeof bench;

Object.assign(globalThis, { bench });
