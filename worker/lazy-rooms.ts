// Scripts that the engine brings when they are first needed. Named here as types only: no line of them is in the engine.

/** `aisle-annex.js`: fill slots, reasons, vocabulary and the profile's rights. */
export type Annex = typeof import('./annex/annex.ts');

/** Brings `aisle-annex.js` from the folder `baseUrl`; rejects where it cannot be had. */
export type LoadAnnex = (baseUrl: string) => Promise<Annex>;

/** Brings `aisle-names.js` from the folder `baseUrl`; rejects where it cannot be had. */
export type LoadNames = (baseUrl: string) => Promise<typeof import('./names/names.ts')>;

/** Brings `aisle-refine.js` from the folder `baseUrl`; rejects where it cannot be had. */
export type LoadRefine = (baseUrl: string) => Promise<typeof import('./ranking/refine/room.ts')>;

/** Brings `aisle-learned.js` from the folder `baseUrl`; rejects where it cannot be had. */
export type LoadLearned = (baseUrl: string) => Promise<Pick<typeof import('./ranking/learned/entry.ts'), 'open'>>;

/** Brings `aisle-living.js` from the folder `baseUrl`; rejects where it cannot be had. */
export type LoadLiving = (baseUrl: string) => Promise<typeof import('./living/room.ts')>;

/** Brings `aisle-reports.js` from the folder `baseUrl`; rejects where it cannot be had. */
export type LoadReports = (baseUrl: string) => Promise<typeof import('./reports/room.ts')>;
