import { isShape, maybe, text } from '../../contract/guards.ts';
import type { LivingQuestions } from '../../contract/living-calls.ts';
import { MAX_NAME_LENGTH } from '../../contract/limits.ts';
import { decodeSentences, languageOf } from '../../contract/sentences.ts';
import { badRequest, type Answered, type Desk } from '../annex/desk.ts';
import { readPart } from '../bundle/read-part.ts';

/** Why one is in a segment, to its owner, in the page's language; none where the bundle's part for it cannot be had. */
export async function answerSentences(call: unknown, { getState }: Desk): Answered<LivingQuestions['sentences'][1]> {
  const { lang } = call as { readonly lang?: unknown };
  if (!isShape({ lang }, { lang: maybe(text(0, MAX_NAME_LENGTH)) })) throw badRequest('lang', lang, 'a BCP 47 tag');
  const { open } = await (await getState()).decider;
  const part = await readPart(open, 'sentences');
  const sentences = part && decodeSentences(part);
  return { ok: true, sentences: sentences?.[languageOf(lang as string | undefined)] ?? {} };
}
