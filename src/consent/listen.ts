import type { Said, Signal } from './source.ts';
import { isUntouched } from './untouched.ts';

/** What a manager asked for, by its own names, and whether the shopper agreed; undefined: not answered yet. */
export type Answers = readonly (readonly [name: string, isAgreed: boolean | undefined])[];

/** Empty: the manager is there and the shopper has not chosen. `chosenAt`: when they did, ms since 1970, if it is known. */
export type Reading = readonly [answers?: Answers, notice?: string | undefined, chosenAt?: number];

export type Hear = (seen?: unknown) => void;

/** What a manager says now; undefined while it cannot say. It may throw. `hear` is to be called when it says something else. */
export type Read = (seen: unknown, hear: Hear) => Reading | undefined | Promise<Reading | undefined>;

const PERSONALISATION = /^(C0003|functional|preference|personali[sz]ation|(create|select_personalized)_content)/i;
const MEASUREMENT = /^(C0002|analytic|statistic|measure|performance)/i;
const FIRST_PAUSE_MS = 50;
/** Reached after about a minute. */
const LAST_PAUSE_MS = 20_000;
/** What a manager may take to make a choice of a click. */
const CLICK_MS = 100;

/**
 * Reads a manager at once, at every event of one of `types`, around every click, and with growing pauses until it can say
 * something. One that throws cannot say anything yet. What it says is reported when it is something else than before; an
 * answer that a later one has overtaken is dropped. A choice that is said first of all, and before any click, is one of an
 * earlier page.
 */
export function listen(report: (signal: Signal) => void, read: Read, ...types: string[]): void {
  let turns = 0;
  let heard = 0;
  let last: string | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let isFresh = isUntouched();
  const take = async (seen?: unknown): Promise<void> => {
    const turn = ++turns;
    const isOld = isFresh;
    try {
      const reading = await read(seen, hear);
      if (!reading || turn < heard) return;
      heard = turn;
      const [answers, notice, chosenAt] = reading;
      const grants = toGrants(answers);
      const said = [...Object.values(grants), notice].join();
      if (said === last) return;
      const stored = chosenAt ? chosenAt < performance.timeOrigin : !last && isOld;
      last = said;
      report({ grants, stored, ...(notice && { notice }) });
    } catch {
      // not loaded yet, or hostile: pending
    }
  };
  const hear: Hear = (seen) => void take(seen);
  const look = (): void => {
    hear();
    if (!heard && (pauseMs *= 1.5) < LAST_PAUSE_MS) setTimeout(look, pauseMs);
  };
  const hearClick = (): void => {
    // before the manager makes a choice of it, and after
    hear();
    isFresh = false;
    setTimeout(hear, CLICK_MS);
  };
  // captured: the events of a document do not bubble
  for (const type of types) addEventListener(type, hear, true);
  addEventListener('click', hearClick, true);
  look();
}

/**
 * Our purposes by the beginnings of the managers' names for them: everything of such a name must be agreed to. What was not
 * asked for is refused by whoever has chosen; `contextual` goes with personalisation unless it is asked for by name.
 */
export function toGrants(answers?: Answers): Signal['grants'] {
  const said = (names: RegExp, otherwise: Said): Said => {
    if (!answers) return 'unasked';
    const given = [...answers].filter(([name]) => names.test(name)).map(([, isAgreed]) => isAgreed);
    if (!given.length) return otherwise;
    return given.includes(false) ? 'denied' : given.every((isAgreed) => isAgreed === true) ? 'granted' : 'unasked';
  };
  const personalisation = said(PERSONALISATION, 'denied');
  return {
    personalisation,
    imports: personalisation,
    contextual: said(/^contextual$/i, personalisation),
    measurement: said(MEASUREMENT, 'denied'),
  };
}
