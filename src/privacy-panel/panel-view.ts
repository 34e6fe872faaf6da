import type { ProfileReply } from '../../contract/protocol.ts';
import type { Desk, Seen } from './desk.ts';
import type { GoneRow } from './row-list.ts';
import type { Words } from './words.ts';

/** What one drawing of the panel is made from. */
export interface PanelView {
  readonly words: Words;
  readonly desk: Desk;
  readonly known: ProfileReply;
  readonly seen: Seen | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly gone: Map<string, GoneRow>;
  /** Lists that are shown whole. */
  readonly whole: Set<string>;
  /** Key of the row that is being corrected. */
  readonly editing: string | undefined;
  readonly edit: (key: string | undefined) => void;
  /** Draws anew from what is known already. */
  readonly draw: (focus?: string) => void;
  /**
   * Does something about the profile, one thing at a time; then reads it again, says what came of it, and puts the focus on
   * the element with the key `focus`.
   */
  readonly act: (work: () => Promise<Outcome>) => void;
}

export interface Outcome {
  readonly said: string;
  readonly focus?: string;
}
