// Part `sentences`: why somebody is in a segment or a cluster, in the words of a shopper, so that a device needs no grammar of
// rules. Loaded only by a page that shows segments.

import { isRecord, isRecordOf, text } from './guards.ts';
import { ANY, encodeTable, need, readTable } from './table.ts';

/** Languages that a sentence is written in, as BCP 47 names them. */
export const LANGUAGES = ['en', 'de', 'fr', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Language -> id of the segment or cluster -> a whole sentence: `You looked at 3 or more phones within 24 hours.` */
export type Sentences = Readonly<Record<Language, Readonly<Record<string, string>>>>;

export const MAX_SENTENCE_LENGTH = 4_000;

/** The language of sentences that comes next to what a page is written in: `de-AT` -> `de`; English where there is none. */
export function languageOf(tag: string | undefined): Language {
  const [language] = (tag ?? '').toLowerCase().split(/[-_]/);
  return LANGUAGES.find((known) => known === language) ?? 'en';
}

export function encodeSentences(sentences: Sentences): Uint8Array<ArrayBuffer> {
  return encodeTable([{ data: new TextEncoder().encode(JSON.stringify(sentences)) }]);
}

/** Undefined for anything but what `encodeSentences` wrote. */
export function decodeSentences(buffer: ArrayBuffer): Sentences | undefined {
  return readTable(buffer, (column) => {
    const value: unknown = JSON.parse(new TextDecoder().decode(column(ANY, Uint8Array)));
    need(isRecord(value) && LANGUAGES.every((each) => isRecordOf(value[each], text(1, MAX_SENTENCE_LENGTH))));
    return value as Sentences;
  });
}
