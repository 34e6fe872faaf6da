import { after } from '../sdk/after.ts';
import type { Visit } from '../sdk/visit.ts';
import type { AskVocabulary } from './search.ts';

/** A bundle or a file of the engine's may come late, and the first search of a visitor is asked for early. */
const RETRIES = 4;
const RETRY_MS = 2_000;

/** The words of the visit's bundle, as soon as there is one. */
export function askOf({ ready, engine }: Visit): AskVocabulary {
  let asked: Promise<readonly string[] | undefined> | undefined;
  const ask = async (retries: number): Promise<readonly string[] | undefined> => {
    await ready;
    const reply = await engine.call('vocabulary', {});
    if (reply.ok) return reply.words;
    // what does not pass with time
    if (retries === 0 || !/^(no-bundle|not-loaded|deadline)$/.test(reply.reason)) return undefined;
    await after(RETRY_MS);
    return ask(retries - 1);
  };
  return () =>
    (asked ??= ask(RETRIES).then((words) => {
      // the next search asks again
      if (!words) asked = undefined;
      return words;
    }));
}
