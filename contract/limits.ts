// Every cap that both a schema and its guard know. Plain constants, so that the page can import them without zod.

export const MAX_ID_LENGTH = 128;
export const MAX_SLOT_LENGTH = 64;
export const MAX_NAME_LENGTH = 64;
export const MAX_TOKEN_LENGTH = 32;

export const MAX_EVENT_ITEMS = 200;
export const MAX_SEARCH_TOKENS = 16;
/** Name of what the page listens to. */
export const MAX_SOURCE_LENGTH = 32;
export const MAX_BATCH_EVENTS = 256;
export const MAX_DWELL_MS = 3_600_000;
/** 2100-01-01: a later time stamp is a broken clock. */
export const MAX_TIME_MS = 4_102_444_800_000;
export const MAX_AMOUNT = 1e9;
export const MAX_QUANTITY = 1_000_000;
export const MAX_POSITION = 10_000;

/** Longer TC strings are not met; what is longer is not hashed. */
export const MAX_EVIDENCE_LENGTH = 16_384;
/** Products that a page is about, where nothing but the page may be used. */
export const MAX_CONTEXT_ITEMS = 16;
export const MAX_PATCHES = 64;
export const MAX_IMPORTED = 64;
/** Of a place in what another system gives. */
export const MAX_PATH_LENGTH = 200;
/** Of what another system gives, as JSON. */
export const MAX_IMPORT_LENGTH = 1_048_576;
/** Of what a shop calls somebody who has logged in. */
export const MAX_LOGIN_LENGTH = 256;
export const MAX_SITE_WORDS = 256;
export const MAX_SITE_RULES = 50;
export const MAX_SELECTOR_LENGTH = 512;
/** Of other ids for one item: SKU, product id, variant id, the page's own name for it. */
export const MAX_ALSO_IDS = 8;

/** Caps of everything that grows in a profile; it stays below some 150 kB however long its owner shops. */
export const MAX_RECENT_EVENTS = 50;
export const MAX_FOLDED_IDS = 1_000;
export const MAX_ORDER_IDS = 200;
export const MAX_PROFILE_ITEMS = 500;
export const MAX_INTERESTS = 500;
export const MAX_SEARCH_WORDS = 50;
export const MAX_NOT_INTERESTED = 500;
export const MAX_IGNORED = 500;
/** Of orders that were shown: the newest of so many slots, so many places of each. */
export const MAX_SHOWN_SLOTS = 8;
export const MAX_SHOWN_ITEMS = 24;
/** Settings of the mixture that a device chooses among. */
export const MAX_SETTINGS = 16;
/** Of an exported profile that is handed back, as JSON. */
export const MAX_EXPORT_LENGTH = 4_194_304;

export const MAX_SLOTS_PER_CALL = 50;
export const MAX_SLOT_ITEMS = 5_000;
export const MAX_FILL_ITEMS = 200;

/** Bundle: what a device accepts before it allocates anything. */
export const MAX_MANIFEST_BYTES = 1_048_576;
export const MAX_PART_BYTES = 268_435_456;
export const MAX_CATALOGUE_ITEMS = 5_000_000;
export const MAX_DIMS = 512;
export const MAX_ATTRIBUTES = 64;
export const MAX_REGIONS = 512;
