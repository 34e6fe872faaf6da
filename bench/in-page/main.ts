// What runs inside Chromium. Bundled on the spot by bench/pages.ts, called by name.

import { appendHundred, readProfile } from './store.ts';
import { scanTsVsTfjs } from './scan.ts';

const bench = { appendHundred, readProfile, scanTsVsTfjs };

export type InPage = typeof bench;

Object.assign(globalThis, { bench });
