import { LANGUAGES, MAX_SENTENCE_LENGTH, type Language, type Sentences } from '../../../contract/sentences.ts';
import type { LivingSpec } from '../../../contract/segments.ts';
import { toReadableTitle } from '../../titles.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import type { Grammar, Person } from './grammar.ts';
import { sayWhen, toSentence } from './say-rule.ts';
import type { Speech } from './say-match.ts';
import { spanish } from './spanish.ts';

const GRAMMARS: Readonly<Record<Language, Grammar>> = { en: english, de: german, fr: french, es: spanish };

export interface SpeechOptions {
  readonly segments: readonly { readonly id: string; readonly name: string }[];
  /** ISO 4217. */
  readonly currency?: string | undefined;
  /** Absent where there is no catalogue. */
  readonly items?: { readonly ids: readonly string[]; readonly titles: readonly string[] } | undefined;
}

/** How a language speaks to or of somebody, with the names of a shop. */
export function createSpeech(language: Language, person: Person, { segments, currency, items }: SpeechOptions): Speech {
  const names = new Map(segments.map(({ id, name }) => [id, name]));
  const rows = new Map(items?.ids.map((id, row) => [id, row]));
  const format = new Intl.NumberFormat(language, {
    ...(currency !== undefined && { style: 'currency', currency }),
    maximumFractionDigits: 2,
    trailingZeroDisplay: 'stripIfInteger',
  });
  return {
    grammar: GRAMMARS[language],
    person,
    money: (amount) => format.format(amount),
    titleOf: (id) => toReadableTitle(items?.titles[rows.get(id) ?? -1] ?? '') || undefined,
    nameOf: (segment) => names.get(segment) ?? segment,
  };
}

/** What a shopper reads of each segment and cluster that they are in. */
export function toSentences({ segments, clusters }: LivingSpec, options: Omit<SpeechOptions, 'segments'>): Sentences {
  const groups = clusters?.clusters ?? [];
  const said = LANGUAGES.map((language) => {
    const speech = createSpeech(language, 'shopper', { ...options, segments: [...segments, ...groups] });
    const { likeOthers, quote } = speech.grammar;
    return [
      language,
      Object.fromEntries([
        ...segments.map((segment) => [segment.id, shorten(sayWhen(segment, speech))]),
        ...groups.map(({ id, name }) => [id, toSentence(likeOthers(quote(name)))]),
      ]),
    ];
  });
  return Object.fromEntries(said) as Sentences;
}

function shorten(sentence: string): string {
  return sentence.length > MAX_SENTENCE_LENGTH ? `${sentence.slice(0, MAX_SENTENCE_LENGTH - 1)}…` : sentence;
}
