// npm run inventory: writes docs/data-inventory.md from the schemas of the contract, which say of every field what it is for,
// how long it is there and where it can go. What has no schema (rows, requests, what a page holds) stands here.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { z } from 'zod';

import { eventSchema } from '../contract/events.schema.ts';
import type { FieldNote } from '../contract/field-note.ts';
import { consentRecordSchema } from '../contract/grants.schema.ts';
import { profileExportSchema, rawProfileSchema } from '../contract/profile.schema.ts';
import { noticeSchema } from '../contract/protocol.schema.ts';
import { SENSITIVE_WORDS } from '../contract/sensitive.ts';

export const INVENTORY_FILE = join(import.meta.dirname, '../docs/data-inventory.md');

/** A line of the inventory. */
export interface InventoryRow extends FieldNote {
  readonly field: string;
}

type Schema = z.core.$ZodType;

const ON_PAGE = 'the open page, in memory';
const UNTIL_SENT = 'until the worker has it; gone with the page';
const ON_DISK = 'this device, not encrypted';

/** The object stores of the database `aisle:SITE`, in the order of worker/store/schema.ts. */
export const STORES: Readonly<Record<string, FieldNote>> = {
  keys: {
    purpose: 'AES-GCM key of the rows; no script can read it out',
    retention: 'destroyed first at a withdrawal or erasure',
    reach: 'this device: the browser writes it into the files of the database',
  },
  snapshot: {
    purpose: 'the profile, encrypted, and the number of the last batch in it',
    retention: 'as long as somebody shops here: gone after 30 days without a visit, at a withdrawal or an erasure',
    reach: 'this device, encrypted',
  },
  journal: {
    purpose: 'batches of events and corrections that are not yet merged into the profile, encrypted, numbered',
    retention: 'until 64 of them are merged, at once after a correction; nothing older than 30 days is learned from',
    reach: 'this device, encrypted',
  },
  meta: {
    purpose: 'epoch (random, names the profile), consent record, number of the last batch, when rows were last merged',
    retention: 'as long as the profile',
    reach: ON_DISK,
  },
  bundle: {
    purpose: 'the shop’s catalogue files as every visitor gets them, and when the manifest was last asked for',
    retention: 'until a newer bundle replaces it; deleted with the database',
    reach: ON_DISK,
  },
};

const PAGE: readonly InventoryRow[] = [
  {
    field: 'events that wait',
    purpose: 'company, or a bundle: at most 512 events',
    retention: UNTIL_SENT,
    reach: 'the worker',
  },
  {
    field: 'the query of a search',
    purpose: 'reduced to words of the catalogue',
    retention: 'while it is reduced',
    reach: ON_PAGE,
  },
  {
    field: 'decisions and their reasons',
    purpose: 'order of a slot; reasons only where somebody asks',
    retention: 'while the page is open',
    reach: 'listeners of the page, where `data-expose` allows; ids and the slot alone otherwise',
  },
  {
    field: 'server’s order of a slot',
    purpose: 'put back at a withdrawal',
    retention: 'while the page is open',
    reach: ON_PAGE,
  },
  {
    field: 'what the sources of consent said',
    purpose: 'the most restrictive counts',
    retention: 'while the page is open',
    reach: 'the worker: record and, to be hashed, the TC or GPP string',
  },
  {
    field: 'acts of the last minute',
    purpose: 'two sources that report the same act count once',
    retention: 'a minute of the page’s time, or until the next event',
    reach: 'the worker, in memory',
  },
  {
    field: 'ids that stood together on a page',
    purpose: 'an item is known again by another of its ids: at most 2,000, each with its row in the catalogue',
    retention: 'while the page is open',
    reach: 'the worker, in memory',
  },
];

const STORAGE: readonly InventoryRow[] = [
  {
    field: '`sessionStorage["aisle:unsent:SITE"]`',
    purpose:
      'events that the worker had not acknowledged when the page was left, only those whose ids and names look like identifiers: the next page sends them again',
    retention:
      'from one page of a tab to the next; removed when that takes them, at a refusal, a withdrawal and an erasure, and with the tab',
    reach: 'this tab, not encrypted',
  },
  {
    field: '`localStorage["aisle:consent:SITE"]`',
    purpose: 'the choice made in Aisle’s own dialog (`data-consent="prompt"` only): grants, notice, version, expiry',
    retention: 'half a year; removed at a refusal, a withdrawal and an erasure; a refusal is kept nowhere',
    reach: ON_DISK,
  },
];

const REQUESTS: readonly InventoryRow[] = [
  {
    field: '`aisle.js` and one `aisle-consent-*.js`',
    purpose: 'hear what the shopper chooses',
    retention: 'the host’s log',
    reach: 'the scripts’ host, before a choice: no cookie, no credentials, no referrer, no query',
  },
  {
    field: '`aisle-sdk.js`, `aisle-*.js`, `aisle-learned.wasm`',
    purpose: 'what a page needs, after a grant',
    retention: 'the host’s log',
    reach: 'the scripts’ host: no credentials, no query',
  },
  {
    field: '`manifest.json`',
    purpose: 'is there a newer bundle, is Aisle off: at most once in 30 minutes where a bundle is kept',
    retention: 'the host’s log',
    reach: 'the bundle’s host: no credentials, no referrer, no query',
  },
  {
    field: '`<sha256>.bin`',
    purpose: 'parts of the bundle: the same for every visitor, whatever is in the profile',
    retention: 'the host’s log',
    reach: 'the bundle’s host: no credentials, no referrer, no query',
  },
  {
    field: 'images of a fill slot',
    purpose: 'shown in the slot',
    retention: 'the host’s log',
    reach: 'the images’ host, which therefore sees which items were chosen; same-origin images are recommended',
  },
];

/** Every field of `schema` that holds a value, with its note. @throws Error for one without */
export function fieldsOf(schema: Schema, path = '', inherited?: FieldNote): InventoryRow[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const note = noteOf(schema) ?? inherited;
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([key, value]) => fieldsOf(value, path ? `${path}.${key}` : key, note));
    case 'union':
      return uniqueFields(def.options.flatMap((option) => fieldsOf(option, path, note)));
    case 'optional':
    case 'nullable':
      return fieldsOf(def.innerType, path, note);
    case 'array':
      return isShaped(def.element) ? fieldsOf(def.element, `${path}[]`, note) : [toRow(path, note)];
    case 'record':
      return isShaped(def.valueType) ? fieldsOf(def.valueType, `${path}{}`, note) : [toRow(path, note)];
    default:
      return [toRow(path, note)];
  }
}

export function renderInventory(): string {
  const events = fieldsOf(eventSchema).map((row) => ({ ...row, field: row.field || 'event' }));
  const document = fieldsOf(profileExportSchema).filter(({ field }) => !/^`(profile|events)\b/.test(field));
  const sections: [title: string, about: string, rows: readonly InventoryRow[]][] = [
    [
      'Events',
      'An immutable fact of one of eighteen types (`contract/events.schema.ts`). The worker drops what this table does not allow before anything is stored (`worker/intake/minimise.ts`). Where only `contextual` is granted, none is recorded.',
      events,
    ],
    [
      'Profile',
      'What the device knows of one visitor (`contract/profile.schema.ts`), made of the events. `interests{}` are attributes, each with its values; `items{}` are items; a list is `[]`.',
      fieldsOf(rawProfileSchema),
    ],
    ['Consent record', 'Proof of a choice, beside the profile and erased with it.', fieldsOf(consentRecordSchema)],
    [
      'Export',
      'What `aisle.profile.export()` gives, JSON, version 2; `aisle.profile.import("aisle-profile", document)` takes it and those of version 1 back. `profile` is as above; `events` are those still in the journal, to be read: the profile already holds what they say. `consent` is never imported.',
      document,
    ],
    [
      'Database',
      'IndexedDB `aisle:SITE`, one for each site key and origin, only while `personalisation` is granted.',
      toRows(STORES),
    ],
    ['Web storage', 'Nothing but this; no cookie, no Cache Storage.', STORAGE],
    ['In memory', 'What the page and its worker hold beside the profile.', PAGE],
    ['Between tabs', 'Notices over one BroadcastChannel: revisions, never data.', fieldsOf(noticeSchema)],
    [
      'Requests',
      'Files, the same for everybody. The one other thing that is ever sent is a cart whose owner presses the button of an offer that asks for it: `living.ledger`, [offers.md](offers.md).',
      REQUESTS,
    ],
  ];
  const chapters = sections.map(([title, about, rows]) => `## ${title}\n\n${about}\n\n${toTable(rows)}`);
  return `${HEAD}\n${chapters.join('\n\n')}\n\n${SENSITIVE}`;
}

const HEAD = `# Data inventory

Written by \`npm run inventory\` from the schemas of \`contract/\`; do not edit it here. Every piece of data that Aisle holds or
moves: what it is for, how long it is there, where it can go.

Retention is kept whenever the shop is opened, since nothing runs in between: what is overdue is never used again, and is
gone with that visit. "Encrypted" is against whoever looks through databases and files: the browser keeps the key beside the
rows, so that it does not protect against somebody who has the whole disk, nor against a script of the same origin. A profile is gone after 30 days in which nobody used it. Everything is gone at a withdrawal of \`personalisation\` and at an erasure.
`;

const SENSITIVE = `## What is never learned of

An item is sensitive when a value of one of its attributes, or one of its words in the catalogue's vocabulary, holds one of the
words of \`contract/sensitive.ts\` or of \`site.sensitive\`: whole words, whatever their case and accents, in English, German,
French and Spanish. \`aisle train\` marks those items and words in the bundle and says which they are; a bundle without the
marks is marked on the device, and until that is done nothing is recorded. No event on a sensitive item is kept, no sensitive
word of a search, and neither can be imported. Categories: ${Object.keys(SENSITIVE_WORDS).join(', ')}.
`;

function uniqueFields(rows: readonly InventoryRow[]): InventoryRow[] {
  return [...new Map(rows.map((row) => [row.field, row])).values()];
}

function isShaped(schema: Schema): boolean {
  const { type } = (schema as z.core.$ZodTypes)._zod.def;
  return type === 'object' || type === 'union' || type === 'record';
}

function noteOf(schema: Schema): FieldNote | undefined {
  const { purpose, retention, reach } = ((schema as z.ZodType).meta() ?? {}) as Partial<FieldNote>;
  return purpose && retention && reach ? { purpose, retention, reach } : undefined;
}

function toRow(field: string, note: FieldNote | undefined): InventoryRow {
  if (!note)
    throw new Error(`${field}: the schema does not say what it is for; expected noted(...), see field-note.ts`);
  return { field: `\`${field}\``, ...note };
}

function toRows(notes: Readonly<Record<string, FieldNote>>): InventoryRow[] {
  return Object.entries(notes).map(([field, note]) => ({ field: `\`${field}\``, ...note }));
}

function toTable(rows: readonly InventoryRow[]): string {
  const cells = [
    ['field', 'purpose', 'retention', 'where it can go'],
    ...rows.map(({ field, purpose, retention, reach }) => [field, purpose, retention, reach]),
  ];
  const widths = cells[0]!.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)));
  const [head, ...body] = cells.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`);
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(INVENTORY_FILE, renderInventory());
}
