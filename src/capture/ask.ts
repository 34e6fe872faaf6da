import type { Visit } from '../sdk/visit.ts';
import type { AskVocabulary } from './search.ts';

/** The words of the visit's bundle, as soon as there is one. */
export function askOf({ ready, engine }: Visit): AskVocabulary {
  return async () => {
    await ready;
    const reply = await engine.call('vocabulary', {});
    return reply.ok ? reply.words : undefined;
  };
}
