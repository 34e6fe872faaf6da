// Constants of the scripts that come before a grant, in a file of their own: the build puts them in where they are used.

/** More than a page says before its first paint; a page that calls in a loop fills no memory. */
export const MAX_QUEUE = 256;

/** Looks for managers at every doubling of the time in between: one that has not shown after a minute does not show. */
export const FIRST_LOOK_MS = 250;
export const LAST_LOOK_MS = 64_000;

/** A file that could not be had is asked for again after this time. */
export const RETRY_MS = 3_000;
export const MAX_RETRIES = 3;
