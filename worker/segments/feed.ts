import type { LoggedEvent } from '../../contract/living.ts';
import type { Hit } from './match.ts';

/** What matcher `place` finds in the event at hand. */
export type Hits = (place: number) => Hit;

/** What a condition, or several, remember of the events of the log. */
export interface Feed {
  /** The newest event of the log. */
  add(event: LoggedEvent, hits: Hits): void;
  /** The oldest leaves the log; false where that changes nothing. */
  drop(event: LoggedEvent, hits: Hits): boolean;
}

/** Of a condition at a time. */
export interface Verdict {
  readonly isTrue: boolean;
  /** When it is to be asked again, though nothing happens. */
  readonly until: number;
  /** What was compared. */
  readonly value?: number | string | readonly string[] | undefined;
}
