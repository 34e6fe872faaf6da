import type { AskVocabulary } from '../capture/search.ts';
import type { Emit } from '../capture/draft.ts';
import type { Boundary } from '../sdk/boundary.ts';
import type { HearCalls } from './hear-calls.ts';
import type { toItems } from './items.ts';
import type { copyPlain } from './plain.ts';
import type { Say } from './tell.ts';

/** What a visit lends for hearing somebody else's events. */
export interface SourceParts {
  readonly emit: Emit;
  /** Until the visit ends: every way in from the page goes through it. */
  readonly boundary: Boundary;
  /** Words of the bundle, for searches. */
  readonly ask: AskVocabulary;
  /** Whether more comes than can be taken: asked before anything that the page passes on is read. */
  readonly isFlooded: () => boolean;
  /**
   * When the route began in which the source was brought, ms since 1970: what was said before it came is told with this time, so that
   * it counts once beside what the page itself said then.
   */
  readonly at: number;
}

/** What a source of somebody else's events is given: with it come the tools of all of them, which no file of a source has to hold. */
export interface SourceHost extends SourceParts {
  readonly copy: typeof copyPlain;
  /** Until the visit ends. */
  readonly lookAgain: (look: () => void) => void;
  /** Until the visit ends. */
  readonly hearCalls: HearCalls;
  readonly toItems: typeof toItems;
  readonly tell: Say;
}

/**
 * Hears what a shop tells somebody else of, and emits it in canonical form: first what was said before it came, then what
 * is said from now on. Copies at once what it is passed. Never throws, patches nothing that it cannot give back, and leaves the
 * shop's own objects as they are.
 */
export type ConnectSource = (host: SourceHost) => void;
