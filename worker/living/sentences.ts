import type { LivingQuestions } from '../../contract/living-calls.ts';
import { decodeSentences, languageOf } from '../../contract/sentences.ts';
import type { Answered, Desk } from '../annex/desk.ts';
import { readPart } from '../bundle/read-part.ts';

/** Why one is in a segment, to its owner, in the page's language; none where the bundle's part for it cannot be had. */
export async function answerSentences(
  { lang }: LivingQuestions['sentences'][0],
  { getState }: Desk,
): Answered<LivingQuestions['sentences'][1]> {
  const { open } = await (await getState()).decider;
  const part = await readPart(open, 'sentences');
  const sentences = part && decodeSentences(part);
  return { ok: true, sentences: sentences?.[languageOf(lang)] ?? {} };
}
