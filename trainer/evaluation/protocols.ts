import { TrainerError } from '../errors.ts';
import { SLATE } from '../models/slates.ts';
import type { Cutoffs } from './metrics.ts';

export const PROTOCOLS = ['next-item', 'rerank', 'rerank-hard', 'leave-one-out', 'holdout', 'cold'] as const;
export const EXCLUSIONS = ['none', 'current', 'seen'] as const;
export type Protocol = (typeof PROTOCOLS)[number];
/** Which items of a visitor may not be ranked: none, the item on screen, or everything seen. */
export type Exclusion = (typeof EXCLUSIONS)[number];

/** What is asked of a protocol, as its options are given. */
export interface Asked {
  readonly protocol: string;
  readonly exclude?: string | undefined;
  readonly k?: number | undefined;
}

export interface Settled {
  readonly protocol: Protocol;
  readonly exclude: Exclusion;
  readonly k: number;
  readonly cutoffs: Cutoffs;
}

/** `--k` where it is not given: as the papers that report the protocol do; of a slate, all of it. */
const DEFAULT_K: Readonly<Record<Protocol, number>> = {
  'next-item': 20,
  rerank: SLATE,
  'rerank-hard': SLATE,
  'leave-one-out': 10,
  holdout: 10,
  cold: 20,
};

export function isSlated(protocol: Protocol): boolean {
  return protocol === 'rerank' || protocol === 'rerank-hard';
}

/** Whether what is known of a visitor is masked by the protocol itself. */
function isMasked(protocol: Protocol): boolean {
  return protocol === 'leave-one-out' || protocol === 'holdout';
}

/**
 * Which protocol, exclusion and cut-offs are meant.
 *
 * @throws TrainerError `bad-option` for a protocol or an exclusion there is not, or one that the protocol does not allow
 */
export function settle(asked: Asked): Settled {
  const protocol = oneOf('--protocol', asked.protocol, PROTOCOLS);
  const exclude = oneOf('--exclude', asked.exclude ?? (isMasked(protocol) ? 'seen' : 'none'), EXCLUSIONS);
  if (isMasked(protocol) && exclude !== 'seen') {
    throw new TrainerError(
      'bad-option',
      `--exclude ${exclude} does not go with --protocol ${protocol}, which never ranks what is known of a user. Leave --exclude out.`,
    );
  }
  const k = asked.k ?? DEFAULT_K[protocol];
  return {
    protocol,
    exclude,
    k,
    cutoffs: isSlated(protocol) ? { hr: 5, mrr: SLATE, ndcg: 10 } : { hr: k, mrr: k, ndcg: k },
  };
}

function oneOf<T extends string>(option: string, given: string, known: readonly T[]): T {
  const found = known.find((each) => each === given);
  if (found !== undefined) return found;
  throw new TrainerError('bad-option', `${option} ${given} is not available; there are: ${known.join(', ')}.`);
}
